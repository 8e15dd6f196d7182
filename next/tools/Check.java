import java.nio.file.*;
import java.util.*;
import java.util.stream.*;
import jdk.jshell.*;
import jdk.jshell.execution.*;
import jdk.jshell.spi.*;

/** Type-checks snippets (cells separated by a line "//////CELL n") as JShell would, running nothing. */
public class Check {
    static class Nothing implements ExecutionControl {
        public void load(ClassBytecodes[] c) {}
        public void redefine(ClassBytecodes[] c) {}
        public String invoke(String c, String m) { return ""; }
        public String varValue(String c, String v) { return ""; }
        public void addToClasspath(String p) {}
        public void stop() {}
        public Object extensionCommand(String c, Object a) { return null; }
        public void close() {}
    }
    public static void main(String[] a) throws Exception {
        String cp = a[0];
        JShell shell = JShell.builder().executionEngine(new ExecutionControlProvider() {
            public String name() { return "nothing"; }
            public ExecutionControl generate(ExecutionEnv e, Map<String, String> p) { return new Nothing(); }
        }, Map.of()).compilerOptions("-classpath", cp).build();
        for (String p : cp.split(":")) shell.addToClasspath(p);
        int bad = 0;
        String cell = "?";
        StringBuilder rest = new StringBuilder();
        List<String> lines = new ArrayList<>(Files.readAllLines(Path.of(a[1])));
        lines.add("//////CELL end");
        SourceCodeAnalysis sca = shell.sourceCodeAnalysis();
        for (String line : lines) {
            if (line.startsWith("//////CELL")) {
                String todo = rest.toString();
                while (!todo.isBlank()) {
                    var info = sca.analyzeCompletion(todo);
                    String source = info.source();
                    if (!info.completeness().isComplete() && info.completeness() != SourceCodeAnalysis.Completeness.CONSIDERED_INCOMPLETE || source == null) {
                        System.out.println("cell " + cell + ": incomplete: " + todo.strip().lines().findFirst().orElse("")); bad++; break;
                    }
                    for (SnippetEvent e : shell.eval(source)) {
                        if (e.causeSnippet() != null) continue;
                        if (e.status() == Snippet.Status.REJECTED || e.status() == Snippet.Status.RECOVERABLE_NOT_DEFINED || e.status() == Snippet.Status.RECOVERABLE_DEFINED) {
                            String d = shell.diagnostics(e.snippet()).map(x -> x.getMessage(Locale.ENGLISH)).collect(Collectors.joining(" | "));
                            String u = e.snippet() instanceof DeclarationSnippet s ? shell.unresolvedDependencies(s).collect(Collectors.joining(", ")) : "";
                            System.out.println("cell " + cell + " [" + e.status() + "] " + source.strip().lines().findFirst().orElse("") + "\n    " + d + " " + u); bad++;
                        }
                    }
                    todo = info.remaining();
                }
                rest.setLength(0);
                cell = line.substring(10).strip();
            } else rest.append(line).append('\n');
        }
        System.out.println(bad == 0 ? "no fault of types" : bad + " faults");
        System.exit(bad == 0 ? 0 : 1);
    }
}
