package fewshot.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What {@code torch.jit.save} would write of a module with one weight: its input, flattened, times the weight, with dropout. */
final class TinyTorchScript {
    private static final String CODE = """
            class Encoder(Module):
              __parameters__ = ["weight", ]
              __buffers__ = []
              weight : Tensor
              training : bool
              def forward(self: __torch__.Encoder, x: Tensor) -> Tensor:
                flat = torch.flatten(x, 1, -1)
                y = torch.mul(flat, self.weight)
                return torch.dropout(y, 0.5, self.training)
            """;

    private TinyTorchScript() {}

    static Path write(Path file, float... weight) throws IOException {
        int n = weight.length;
        ByteBuffer numbers = ByteBuffer.allocate(4 * n).order(ByteOrder.LITTLE_ENDIAN);
        numbers.asFloatBuffer().put(weight);
        String pickled = "\u0080\u0002c__torch__\nEncoder\n)\u0081}(" + word("training") + "\u0088" + word("weight")
                + "ctorch._utils\n_rebuild_tensor_v2\n((" + word("storage") + "ctorch\nFloatStorage\n" + word("0") + word("cpu")
                + "K" + (char) n + "tQK\0K" + (char) n + "\u0085K\u0001\u0085\u0089ccollections\nOrderedDict\n)RtRub.";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> part : Map.of("data.pkl", latin(pickled), "code/__torch__.py", latin(CODE),
                    "constants.pkl", latin("\u0080\u0002)."), "version", latin("3\n"), "data/0", numbers.array()).entrySet()) {
                CRC32 sum = new CRC32();
                sum.update(part.getValue());
                ZipEntry entry = new ZipEntry("tiny/" + part.getKey());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(part.getValue().length);
                entry.setCrc(sum.getValue());
                zip.putNextEntry(entry);
                zip.write(part.getValue());
            }
        }
        return Files.write(file, bytes.toByteArray());
    }

    private static String word(String text) {
        return "X" + (char) text.length() + "\0\0\0" + text;
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
