package fewshot.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fewshot.state.StateException;
import fewshot.state.WholeFile;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A block's weights and running statistics in the format of the Python package safetensors: the length of a header (8 bytes, low
 * byte first), the header in JSON (for each name type, shape, and from where to where its bytes lie), and the numbers.
 *
 * <p>DJL writes it. Its reader believes what the header says of lengths, so that a damaged one could ask for any memory; here the
 * header is compared with the block first.
 */
final class SafeTensors {
    private static final int LONGEST_HEADER = 1 << 20;
    private static final String WORDS = "__metadata__";
    private static final String BLOCKS = "fewshot.blocks";

    private final Path file;
    private final Block block;
    private final PairList<String, Parameter> parameters;

    SafeTensors(Path file, Block block) {
        this.file = file;
        this.block = block;
        this.parameters = block.getParameters();
    }

    /** Whether a file is named as one of this format. */
    static boolean named(Path file) {
        return file.toString().endsWith(".safetensors");
    }

    void write() throws IOException {
        try (NDManager scratch = NDManager.newBaseManager(Device.cpu())) {
            NDList all = new NDList();
            for (Pair<String, Parameter> each : parameters) {
                NDArray array = each.getValue().getArray();
                all.add(scratch.create(array.toFloatArray(), array.getShape()));
                all.get(all.size() - 1).setName(each.getKey());
            }
            WholeFile.write(file, described(all.encode(NDList.Encoding.SAFETENSORS)));
        }
    }

    /** The same file with what the block is made of in its header, where the format has room for words. */
    private byte[] described(byte[] file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) bytes.getLong();
        ObjectNode header = (ObjectNode) new ObjectMapper().readTree(file, Long.BYTES, length);
        header.withObject("/" + WORDS).put(BLOCKS, Architecture.of(block).text());
        byte[] words = (header + " ".repeat(Long.BYTES - 1)).getBytes(StandardCharsets.UTF_8);
        int longer = words.length / Long.BYTES * Long.BYTES; // the numbers begin at a multiple of eight
        int data = file.length - Long.BYTES - length;
        return ByteBuffer.allocate(Long.BYTES + longer + data).order(ByteOrder.LITTLE_ENDIAN).putLong(longer).put(words, 0, longer)
                .put(file, file.length - data, data).array();
    }

    /**
     * Reads the numbers of each parameter, in the block's order.
     *
     * @throws StateException if the file is damaged, or of another network
     */
    float[][] read() throws IOException {
        long data = 4 * parameters.stream().mapToLong(each -> each.getValue().getArray().size()).sum();
        long size = Files.size(file);
        if (size > 8 + LONGEST_HEADER + data) {
            throw refusal("has " + size + " bytes, but the weights of this network have " + data);
        }
        ByteBuffer bytes;
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            bytes = ByteBuffer.wrap(in.readNBytes((int) size)).order(ByteOrder.LITTLE_ENDIAN);
        }
        long length = bytes.capacity() < 8 ? -1 : bytes.getLong();
        if (length < 2 || length > Math.min(LONGEST_HEADER, bytes.remaining())) {
            throw refusal("is no safetensors file, or is cut off");
        }
        JsonNode header = header(bytes.array(), (int) length);
        requireNoOther(header);
        JsonNode blocks = header.path(WORDS).path(BLOCKS); // other tools' files have none
        if (blocks.isTextual()) {
            Architecture.of(block).difference(blocks.asText()).ifPresent(reason -> {
                throw refusal(reason);
            });
        }
        ByteBuffer numbers = bytes.position(8 + (int) length).slice().order(ByteOrder.LITTLE_ENDIAN);
        return parameters.stream().map(each -> numbers(header.path(each.getKey()), each, numbers)).toArray(float[][]::new);
    }

    private JsonNode header(byte[] bytes, int length) {
        try {
            return new ObjectMapper().readTree(bytes, 8, length);
        } catch (IOException e) { // Jackson's word for what is no JSON
            throw refusal("is damaged: its header is no JSON");
        }
    }

    private void requireNoOther(JsonNode header) {
        List<String> others = new ArrayList<>();
        for (Iterator<String> names = header.fieldNames(); names.hasNext();) {
            others.add(names.next());
        }
        others.removeAll(parameters.keys());
        others.remove(WORDS);
        if (!others.isEmpty()) {
            throw refusal("holds " + others.get(0) + ", which this network does not have");
        }
    }

    private float[] numbers(JsonNode entry, Pair<String, Parameter> parameter, ByteBuffer data) {
        if (entry.isMissingNode()) {
            throw refusal("has no " + parameter.getKey() + ", which this network has");
        }
        long[] expected = parameter.getValue().getArray().getShape().getShape();
        long[] shape = StreamSupport.stream(entry.path("shape").spliterator(), false).mapToLong(JsonNode::asLong).toArray();
        if (!entry.path("dtype").asText().equals("F32") || !Arrays.equals(shape, expected)) {
            throw refusal("holds " + parameter.getKey() + " as " + entry.path("dtype").asText() + " of shape " + Arrays.toString(shape)
                    + ", but F32 of shape " + Arrays.toString(expected) + " was expected");
        }
        long from = entry.path("data_offsets").path(0).asLong(-1);
        long to = entry.path("data_offsets").path(1).asLong(-1);
        float[] numbers = new float[Math.toIntExact(parameter.getValue().getArray().size())];
        if (from < 0 || to > data.capacity() || to - from != 4L * numbers.length) {
            throw refusal("is damaged or cut off: " + parameter.getKey() + " would lie from byte " + from + " to " + to + " of "
                    + data.capacity());
        }
        data.position((int) from).slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
        return numbers;
    }

    private StateException refusal(String reason) {
        return new StateException(file + " " + reason);
    }
}
