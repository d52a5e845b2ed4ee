package dev.crema.nn.data.source;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server on this machine that can also break off in the middle of a file, or fall silent. */
final class LoopbackServer implements AutoCloseable {

    private final ServerSocket socket;
    private final Thread acceptor;
    private final Map<String, byte[]> answers = new ConcurrentHashMap<>();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    LoopbackServer() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        acceptor = daemon(() -> {
            while (true) {
                Socket connection = socket.accept();
                daemon(() -> serve(connection));
            }
        });
    }

    URI uri() {
        return URI.create(
                "http://" + socket.getInetAddress().getHostAddress() + ":" + socket.getLocalPort() + "/data/");
    }

    /** The paths asked for so far. */
    List<String> asked() {
        return asked;
    }

    void serve(String name, byte... content) {
        answer(name, "200 OK\r\nContent-Length: " + content.length, content);
    }

    void serveWithoutLength(String name, byte... content) {
        answer(name, "200 OK", content);
    }

    /** Announces a number of bytes and closes after fewer. */
    void serveTruncated(String name, int announced, byte... content) {
        answer(name, "200 OK\r\nContent-Length: " + announced, content);
    }

    /** Announces a number of bytes and sends nothing after the first ones. */
    void serveThenFallSilent(String name, int announced, byte... content) {
        silent.add("/data/" + name);
        answer(name, "200 OK\r\nContent-Length: " + announced, content);
    }

    private void answer(String name, String status, byte... content) {
        answers.put("/data/" + name, response(status, content));
    }

    private static byte[] response(String status, byte... content) {
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        response.writeBytes(
                ("HTTP/1.1 " + status + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        response.writeBytes(content);
        return response.toByteArray();
    }

    private void serve(Socket connection) throws Exception {
        try (connection) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
            String request = in.readLine();
            String path = request.substring(request.indexOf('/'), request.lastIndexOf(' '));
            asked.add(path);
            while (!in.readLine().isEmpty()) {
                // the headers do not matter
            }
            OutputStream out = connection.getOutputStream();
            byte[] answer = answers.get(path);
            out.write(answer == null ? response("404 Not Found\r\nContent-Length: 1", (byte) '?') : answer);
            out.flush();
            if (silent.contains(path)) {
                in.read();
            }
        }
    }

    private static Thread daemon(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Exception e) {
                        // the socket was closed, by the test or by the client
                    }
                },
                "loopback-server");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    /** Returns when no connection is accepted any more: a thread that waits for one keeps the socket open until it notices the end. */
    @Override
    public void close() throws IOException {
        socket.close();
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
