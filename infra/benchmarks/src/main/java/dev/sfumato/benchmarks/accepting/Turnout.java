package dev.sfumato.benchmarks.accepting;

import dev.sfumato.schemas.events.Command;

import org.apache.kafka.clients.producer.Producer;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * A producer that is one of two others: the real one, or one whose records nobody reads, so that
 * the door is measured without what comes behind it.
 */
final class Turnout {
    private final Producer<String, Command> through;
    private final Producer<String, Command> aside;
    private volatile boolean isThrough = true;

    Turnout(Producer<String, Command> through, Producer<String, Command> aside) {
        this.through = through;
        this.aside = aside;
    }

    void turn(boolean toThrough) {
        isThrough = toThrough;
    }

    @SuppressWarnings("unchecked") // the proxy has this one interface
    Producer<String, Command> producer() {
        return (Producer<String, Command>)
                Proxy.newProxyInstance(
                        Turnout.class.getClassLoader(),
                        new Class<?>[] {Producer.class},
                        (proxy, method, arguments) -> {
                            try {
                                return method.invoke(isThrough ? through : aside, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }
}
