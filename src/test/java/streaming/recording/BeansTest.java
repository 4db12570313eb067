package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.BindToRegistry;
import org.junit.jupiter.api.Test;

class BeansTest {

    /** In which order the JVM names the methods of a class is not said: it may be another one at each start. */
    @Test
    void no_bean_needs_another_of_its_class_that_may_be_made_behind_it() {
        List<String> wrong = new ClassFileImporter()
                .importPackages("streaming.recording.beans").stream()
                        .map(JavaClass::reflect)
                        .map(BeansTest::beans)
                        .flatMap(BeansTest::wrong)
                        .toList();

        assertThat(wrong).isEmpty();
    }

    private static List<Method> beans(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(BindToRegistry.class))
                .toList();
    }

    private static Stream<String> wrong(List<Method> beans) {
        return beans.stream()
                .filter(bean -> !bean.getAnnotation(BindToRegistry.class).lazy())
                .flatMap(bean -> beans.stream()
                        .filter(needed -> List.of(bean.getParameterTypes()).contains(needed.getReturnType()))
                        .filter(needed -> needed.getParameterCount() >= bean.getParameterCount())
                        .map(needed -> bean.getName() + " needs " + needed.getName()));
    }
}
