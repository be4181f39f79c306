// Records an installation of this version, for the test that every later version can take it over (CONTRIBUTING.md):
//
//     java ops/src/test/recording/Record.java ./runledger DATABASE_URL OUTPUT_DIRECTORY
//
// DATABASE_URL: postgresql://user:password@host:port/name of an empty database, which pg_dump on the PATH can read.

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

private static final String V1 = "/api/v1";
private static final long PATIENCE_SECONDS = 60;
private static final List<String> FINAL = List.of("SUCCEEDED", "FAILED", "CANCELED");

/** Of the target's path that begins badly. */
private final AtomicInteger flakyVisits = new AtomicInteger();

private final HttpClient http =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

private String api = "";
private String key = "";
private String target = "";

void main(String[] words) throws Exception {
    if (words.length != 3) {
        throw new IllegalArgumentException("java Record.java LAUNCHER DATABASE_URL OUTPUT_DIRECTORY");
    }
    Path output = Files.createDirectories(Path.of(words[2]));
    Path data = Files.createTempDirectory("runledger-recording-");
    HttpServer server = target();
    Process service = serve(words[0], words[1], data);
    try {
        key = Files.readString(data.resolve("bootstrap-api-key")).strip();
        String keys = fill();
        Files.writeString(output.resolve("keys.json"), keys);
        Files.writeString(output.resolve("answers.json"), answers());
    } finally {
        service.destroy();
        service.waitFor();
        server.stop(0);
    }
    if (service.exitValue() != 0) {
        throw new IllegalStateException("the service ended with " + service.exitValue());
    }
    for (String file : List.of("node-id", "bootstrap-api-key", "master-keys")) {
        Files.copy(data.resolve(file), output.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    Files.write(output.resolve("database.sql"), dump(words[1]));
    try (Stream<Path> all = Files.walk(data)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(path);
        }
    }
    IO.println("recorded in " + output);
    System.exit(0);
}

/** {@code /flaky} fails twice, {@code /slow} never ends, {@code /missing} is not there, all else is fine. */
HttpServer target() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", exchange -> {
        switch (exchange.getRequestURI().getPath()) {
            case "/slow" -> exchange.sendResponseHeaders(200, 100);
            case "/flaky" -> respond(exchange, flakyVisits.incrementAndGet() <= 2 ? 503 : 200);
            case "/broken" -> respond(exchange, 503);
            case "/missing" -> respond(exchange, 404);
            default -> respond(exchange, 200);
        }
    });
    server.start();
    target = "http://127.0.0.1:" + server.getAddress().getPort();
    return server;
}

void respond(HttpExchange exchange, int status) throws IOException {
    byte[] body = ("told to answer " + status).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
}

Process serve(String launcher, String database, Path data) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(launcher, "serve", "--data", data.toString(), "--port", "0");
    builder.redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("RUNLEDGER_"));
    builder.environment()
            .putAll(Map.of(
                    "RUNLEDGER_DATABASE_URL", database,
                    "RUNLEDGER_EGRESS_ALLOW", "127.0.0.0/8",
                    "RUNLEDGER_EGRESS_PORTS", "*"));
    Process service = builder.start();
    BufferedReader said = service.inputReader();
    Pattern address = Pattern.compile("http://127\\.0\\.0\\.1:[0-9]+");
    for (String line = said.readLine(); line != null; line = said.readLine()) {
        IO.println(line);
        Matcher found = address.matcher(line);
        if (found.find() && line.contains("API and health")) {
            api = found.group();
            // Read on, or it would hang once the pipe is full.
            Thread.startVirtualThread(() -> {
                try {
                    said.lines().forEach(IO::println);
                } catch (UncheckedIOException ended) {
                    IO.println("(the service has ended)");
                }
            });
            return service;
        }
    }
    throw new IllegalStateException("the service did not start");
}

/** Makes one of everything; answers the secrets of keys besides the first, as JSON. */
String fill() throws Exception {
    post("/environments", "{'data':{'id':'qa','attributes':{'name':'Quality','color':'#336699','managed':true}}}");
    policy("twice", "'name':'Twice','max_retries':2,'backoff':'fixed','delay_seconds':1,'retry_statuses':['5xx']");
    policy("later", "'name':'Later','max_retries':1,'backoff':'exponential','delay_seconds':3600,'retry_statuses':['503']");
    job("leap-day", """
            'name':'Leap day','description':'Once in four years','schedule':'0 3 29 2 *','timezone':'Europe/Berlin',
            'retry_policy':'twice','configuration':{'url':'%s/fine','body':'{\\"a\\":1}',
            'headers':{'X-Secret':'opens sesame','X-Stage':'none'},'timeout':20},
            'environments':{'production':{'enabled':true,'headers.X-Stage':'prod'},'qa':{'enabled':true,'timeout':9}}""");
    job("far", """
            'name':'Far','schedule':'2999-03-01T12:00','configuration':{'url':'%s/fine'},'environments':{'qa':{'enabled':true}}""");
    for (String name : List.of("fine", "flaky", "broken", "missing", "slow")) {
        String policy = Map.of("flaky", "'retry_policy':'twice',", "broken", "'retry_policy':'later',").getOrDefault(name, "");
        job(name, "'name':'Job " + name + "'," + policy + "'configuration':{'url':'%s/" + name + "'},"
                + "'environments':{'production':{'enabled':true}}");
    }
    put("/jobs/missing", "{'data':{'id':'missing','attributes':{'name':'Renamed','configuration':{'url':'" + target
            + "/missing'},'environments':{'production':{'enabled':true},'development':{'enabled':false}}}}}");
    job("gone", "'name':'Gone','configuration':{'url':'%s/fine'},'environments':{}");
    must(204, send("DELETE", "/jobs/gone", ""));
    put("/accounts/current/settings", "{'jobs':{'overage_policy':'CAPPED','overage_budget_cents':500},'theirs':[1,null]}");
    runs();
    String scoped = made("/api_keys", "{'data':{'attributes':{'name':'Scoped','role':'MEMBER','scopes':{'environments':['qa']}}}}");
    String revoked = made("/api_keys", "{'data':{'attributes':{'name':'Revoked','role':'ADMIN'}}}");
    must(200, send("POST", "/api_keys/" + field(revoked, "id") + "/actions/revoke", ""));
    return json("{'scoped':'%s','revoked':'%s'}\n".formatted(field(scoped, "key"), field(revoked, "key")));
}

void runs() throws Exception {
    String once = run("fine", "Idempotency-Key", "recorded-once");
    ended(once);
    ended(run("missing"));
    String flaky = run("flaky");
    until("/runs?filter[retry.of]=" + flaky, list -> list.contains("\"attempt\":2") && list.contains("SUCCEEDED"));
    ended(send("POST", "/runs/" + once + "/actions/rerun", ""));
    String broken = run("broken");
    ended(broken);
    String chain = until("/runs?filter[retry.of]=" + broken, list -> list.contains("PENDING"));
    must(200, send("POST", "/runs/" + field(chain, "id") + "/actions/cancel", ""));
    String slow = run("slow");
    until("/runs/" + slow, shown -> shown.contains("\"RUNNING\""));
    must(200, send("POST", "/runs/" + slow + "/actions/cancel", ""));
    ended(slow);
    ended(field(made200("/jobs/leap-day/actions/run", "{'environment':'qa'}"), "id"));
}

/** What the service tells about all that, by path; read once all lists have caught up. */
String answers() throws Exception {
    until("/runs?page[size]=100&meta[total]=true", list -> count(list, "\"type\":\"run\"") >= 10 && !list.contains("RUNNING"));
    until("/../../readyz", ready -> count(ready, "\"behind_events\":0") == count(ready, "\"behind_events\""));
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    List<String> paths = new ArrayList<>(List.of(
            "/jobs", "/jobs?filter[kind]=one_off", "/jobs/far", "/runs?page[size]=100", "/runs?filter[status]=FAILED",
            "/runs?last_run_only=true", "/run_stats?bucket=1h&filter[created_at]=[" + today + "T00:00Z," + today.plusDays(2)
                    + "T00:00Z)", "/usage_ledger?filter[period]=" + YearMonth.from(today), "/retry-policies", "/environments",
            "/environments/qa/usage", "/api_keys", "/accounts/current/settings"));
    for (String kind : List.of("jobs", "runs", "retry-policies")) {
        Matcher ids = Pattern.compile("\\{\"id\":\"([^\"]+)\",\"type\":\"")
                .matcher(get("/" + kind + "?page[size]=100"));
        while (ids.find()) {
            paths.add("/" + kind + "/" + ids.group(1));
        }
    }
    StringJoiner all = new StringJoiner(",\n", "{\n", "\n}\n");
    all.add("\"POST " + V1 + "/jobs/fine/actions/run\":" + send("POST", "/jobs/fine/actions/run", "", "Idempotency-Key", "recorded-once").body());
    all.add("\"POST " + V1 + "/usage/actions/verify\":" + send("POST", "/usage/actions/verify", "").body());
    for (String path : paths) {
        all.add("\"GET " + V1 + path + "\":" + get(path));
    }
    return all.toString();
}

/** As plain statements that need no psql, and nothing that other builds of PostgreSQL lack. */
List<String> dump(String database) throws Exception {
    Process dump = new ProcessBuilder("pg_dump", "--no-owner", "--no-privileges", "--no-toast-compression",
                    "--rows-per-insert=100", "--schema=ledger", "--schema=views", database)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> lines;
    try (BufferedReader reader = dump.inputReader(StandardCharsets.UTF_8)) {
        lines = reader.lines().filter(line -> !line.matches("(--|\\\\|SET ).*|")).toList();
    }
    if (dump.waitFor() != 0) {
        throw new IllegalStateException("pg_dump ended with " + dump.exitValue());
    }
    return lines;
}

void policy(String id, String attributes) throws Exception {
    post("/retry-policies", "{'data':{'id':'" + id + "','attributes':{" + attributes + "}}}");
}

void job(String id, String attributes) throws Exception {
    post("/jobs", "{'data':{'id':'" + id + "','attributes':{" + attributes.formatted(target) + "}}}");
}

String run(String job, String... headers) throws Exception {
    HttpResponse<String> answer = send("POST", "/jobs/" + job + "/actions/run", "", headers);
    must(200, answer);
    return field(answer.body(), "id");
}

void ended(HttpResponse<String> answer) throws Exception {
    must(200, answer);
    ended(field(answer.body(), "id"));
}

void ended(String run) throws Exception {
    until("/runs/" + run, shown -> FINAL.stream().anyMatch(status -> shown.contains("\"status\":\"" + status + "\"")));
}

String until(String path, Predicate<String> so) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
        String answer = get(path);
        if (so.test(answer)) {
            return answer;
        }
        if (System.nanoTime() > deadline) {
            throw new IllegalStateException(path + " stays " + answer);
        }
        Thread.sleep(100);
    }
}

static long count(String text, String part) {
    return Pattern.compile(part, Pattern.LITERAL).matcher(text).results().count();
}

/** The first of that name. */
static String field(String body, String name) {
    Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(body);
    if (!found.find()) {
        throw new IllegalStateException("no " + name + " in " + body);
    }
    return found.group(1);
}

static String json(String text) {
    return text.replace('\'', '"');
}

void post(String path, String body) throws Exception {
    made(path, body);
}

String made(String path, String body) throws Exception {
    return must(201, send("POST", path, json(body)));
}

String made200(String path, String body) throws Exception {
    return must(200, send("POST", path, json(body)));
}

void put(String path, String body) throws Exception {
    must(200, send("PUT", path, json(body)));
}

String get(String path) throws Exception {
    return must(200, send("GET", path, ""));
}

String must(int status, HttpResponse<String> answer) {
    if (answer.statusCode() != status) {
        throw new IllegalStateException(answer.uri() + " answers " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
}

HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
    String address = api + (path.startsWith("/../..") ? path.substring(6) : V1 + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(
                    URI.create(address.replace("[", "%5B").replace("]", "%5D")))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/vnd.api+json")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
        request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
}
