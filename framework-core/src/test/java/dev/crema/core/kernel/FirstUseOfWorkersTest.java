package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each test loads {@link Workers}, and what it is made of, anew, as a program finds it when it starts. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class FirstUseOfWorkersTest {

    private static final String PROPERTY = "crema.threads";

    private final String before = System.getProperty(PROPERTY);
    private final Class<?> workers = new Anew().load();

    @AfterEach
    void restore() throws Exception {
        if (before == null) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, before);
        }
        use(1);
    }

    @Test
    void thePropertySetsTheNumberOfThreads() throws Exception {
        System.setProperty(PROPERTY, " 3 ");
        assertEquals(3, count());
    }

    @Test
    void aPropertyThatIsNoNumberIsReported() {
        System.setProperty(PROPERTY, "abc");
        assertEquals(
                "crema.threads: expected a count from 1 to 1024, got 'abc'; for example -Dcrema.threads=2",
                assertThrows(InvocationTargetException.class, this::count)
                        .getCause()
                        .getMessage());
    }

    @Test
    void anExplicitCountHoldsWhateverThePropertySays() throws Exception {
        System.setProperty(PROPERTY, "abc");
        use(2);
        assertEquals(2, count());
    }

    @Test
    void anExplicitCountStartsNoOtherThreads() throws Exception {
        System.setProperty(PROPERTY, "100");
        Set<Thread> others = liveWorkers();
        use(3);
        Set<Thread> started = liveWorkers();
        started.removeAll(others);
        assertEquals(2, started.size());
    }

    @Test
    void theThreadThatCameFirstIsNotKept() throws Exception {
        WeakReference<Thread> first = first();
        while (first.get() != null) {
            System.gc();
            Thread.sleep(10);
        }
        assertEquals(3, count());
    }

    private WeakReference<Thread> first() throws InterruptedException {
        Thread first = new Thread(() -> {
            try {
                use(2);
                use(3);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        });
        first.start();
        first.join();
        return new WeakReference<>(first);
    }

    private void use(int threads) throws ReflectiveOperationException {
        workers.getMethod("use", int.class).invoke(null, threads);
    }

    private int count() throws ReflectiveOperationException {
        return (int) workers.getMethod("threads").invoke(null);
    }

    private static Set<Thread> liveWorkers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("crema-worker-"))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static final class Anew extends ClassLoader {

        Anew() {
            super(Workers.class.getClassLoader());
        }

        Class<?> load() {
            try {
                return loadClass(Workers.class.getName());
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(Workers.class.getPackageName() + ".")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            String file = name.substring(name.lastIndexOf('.') + 1) + ".class";
            try (InputStream in = Workers.class.getResourceAsStream(file)) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
