package streaming.recording.database;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.TypeConversionException;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.TypeConverterSupport;

/**
 * A statement reads the components of the record that is the body by their names: {@code :#recordingId}. Without this
 * converter the SQL component would look for one in vain, twice for each parameter.
 */
public final class RecordParameters extends TypeConverterSupport {

    private static final ClassValue<RecordComponent[]> COMPONENTS = new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            for (RecordComponent component : components) {
                component.getAccessor().setAccessible(true);
            }
            return components;
        }
    };

    public static void register(TypeConverterRegistry converters) {
        converters.addTypeConverter(Map.class, Record.class, new RecordParameters());
    }

    @Override
    public <T> T convertTo(Class<T> type, Exchange exchange, Object value) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        for (RecordComponent component : COMPONENTS.get(value.getClass())) {
            try {
                parameters.put(component.getName(), component.getAccessor().invoke(value));
            } catch (ReflectiveOperationException e) {
                throw new TypeConversionException(value, type, e);
            }
        }
        return type.cast(parameters);
    }
}
