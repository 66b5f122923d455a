package dev.sfumato.schemas.codec;

import dev.sfumato.Generate;

import org.apache.avro.Conversions.UUIDConversion;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions.TimestampMicrosConversion;
import org.apache.avro.specific.SpecificData;

import java.io.Serial;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the generated class of a schema. Avro trusts no class by default, because schemas may come
 * from strangers; here every schema is one of ours, so its own name may be loaded, without a
 * setting that holds for the whole process.
 */
final class OwnClasses extends SpecificData {
    @Serial private static final long serialVersionUID = 1;

    static final OwnClasses INSTANCE = new OwnClasses();

    // Transient as nobody serialises it; the superclass could.
    private final transient Map<String, Class<?>> classes = new ConcurrentHashMap<>();

    private OwnClasses() {
        super(Generate.class.getClassLoader());
        addLogicalTypeConversion(new TimestampMicrosConversion());
        addLogicalTypeConversion(new UUIDConversion());
    }

    @Override
    @SuppressWarnings("rawtypes") // as declared by Avro
    public Class getClass(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, ENUM, FIXED ->
                    classes.computeIfAbsent(schema.getFullName(), this::generated);
            default -> super.getClass(schema);
        };
    }

    /**
     * Most unions of ours are null or one type, and setters of generated classes take nothing else:
     * what isn't null is the other, without a search by name.
     */
    @Override
    public int resolveUnion(Schema union, Object datum) {
        List<Schema> types = union.getTypes();
        boolean optional = types.size() == 2 && types.getFirst().getType() == Schema.Type.NULL;
        if (!optional) {
            return super.resolveUnion(union, datum);
        }
        return datum == null ? 0 : 1;
    }

    private Class<?> generated(String name) {
        try {
            return Class.forName(name, true, getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("no generated class for schema " + name, e);
        }
    }
}
