using System.Text.Json.Nodes;
using CsCheck;

namespace ServerlessRegistry.Benchmarks.Input;

/// <summary>Draws requests to every operation of the API, most of them wrong in some way.</summary>
internal static class HostileRequests
{
    private static readonly string[] NoOperations = ["parameters", "summary", "description"];

    private static readonly Gen<string> Identifier = Gen.Frequency(
        (6, Gen.Const(HostileRequest.KnownId)),
        (2, Gen.OneOfConst("7K3M9QX2TB", "0000000000", "7k3m9qx2tb", "ILOUILOUIL", "7K3M9QX2T", "7K3M-9QX2-TB", "%00", "..", ".", "%2e%2e", "%2F", "*", "registration")),
        (2, HostileText.Escaped));

    private static readonly Gen<string> Code = Gen.Frequency(
        (4, Gen.Const(HostileRequest.KnownCode)),
        (2, Gen.OneOfConst("7K3M-9QX2-TBVW", "7K3M9QX2TBVW", "0000-0000-0000", "%00", "..", "*")),
        (2, HostileText.Escaped));

    private static readonly Gen<string> QueryValue = Gen.OneOf(
        Gen.OneOfConst("needsReview", "active", "1", "1000", "0", "-1", "1001", "99999999999", "2026-11-23", "2026-11-23T00:00:00Z", "pdf", "png", "csv", "a", "" ),
        HostileText.Escaped);

    private static readonly Gen<(string Name, string Value)> Header = Gen.OneOf(
        Gen.Select(
            Gen.OneOfConst(
                "X-Manage-Token", "If-Match", "Idempotency-Key", "Accept", "Accept-Language", "Authorization", "Content-Encoding", "Range", "X-HTTP-Method-Override",
                "X-Forwarded-For", "Forwarded", "x-functions-key", "traceparent", "Cookie", "Origin", "If-None-Match", "Expect", "Content-Language", "Prefer"),
            HostileText.Header,
            (name, value) => (name, value)),
        Gen.OneOfConst(
            ("If-Match", "*"), ("If-Match", "W/\"x\""), ("If-Match", "\"x\", \"y\""), ("If-Match", "x"), ("If-Match", "\"\""), ("If-Match", "*, \"x\""),
            ("Accept", "text/csv"), ("Accept", "application/geo+json;q=0"), ("Accept", "*/*;q=x"), ("Accept", "text/html"), ("Accept", ",,,"), ("Accept", "application/json"),
            ("Content-Encoding", "gzip"), ("Content-Encoding", "br"), ("Idempotency-Key", new string('k', 255)), ("Idempotency-Key", new string('k', 256)),
            ("Authorization", "Bearer"), ("Authorization", "Bearer e30.e30."), ("Authorization", "Basic eDp4"), ("Range", "bytes=0-1,5-"), ("Expect", "100-continue"),
            ("X-Forwarded-For", "::ffff:1.2.3.4:99, x"), ("traceparent", "00-0-0-00"), ("X-Many", new string('x', 20_000))));

    private static readonly Gen<string?> MediaType = Gen.Frequency(
        (14, Gen.Const<string?>("application/json")),
        (6, Gen.OneOfConst<string?>(
            "application/json; charset=utf-8", "application/json; charset=utf-16", "application/json; charset=nonsense", "application/merge-patch+json", "text/plain",
            "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x", "application/json; boundary=\"", "APPLICATION/JSON", "application/", "json", null)));

    private static readonly Gen<Caller> AnyCaller = Gen.OneOfConst(Enum.GetValues<Caller>());

    /// <summary>Requests to the operations of an OpenAPI document.</summary>
    /// <param name="openApi">The document.</param>
    public static Gen<HostileRequest> Of(JsonNode openApi) => Gen.OneOf([.. Operations(openApi).Select(Requests)]);

    private static IEnumerable<Operation> Operations(JsonNode openApi) =>
        from path in openApi["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        where !NoOperations.Contains(method.Key)
        select new Operation(method.Key.ToUpperInvariant(), path.Key, QueryNames(method.Value!), Examples(method.Value!), UsualCaller(path.Key, method.Key));

    private static IReadOnlyList<string> QueryNames(JsonNode operation) =>
        [.. (operation["parameters"]?.AsArray() ?? []).Where(parameter => (string?)parameter!["in"] == "query").Select(parameter => (string)parameter!["name"]!)];

    private static IReadOnlyList<JsonNode> Examples(JsonNode operation) =>
        [.. (operation["requestBody"]?["content"]?["application/json"]?["examples"]?.AsObject() ?? []).Select(example => example.Value!["value"]!)];

    private static Caller UsualCaller(string path, string method) => (path, method) switch
    {
        (_, _) when path.EndsWith("/search", StringComparison.Ordinal) || path.EndsWith("/contact-disclosures", StringComparison.Ordinal) => Caller.Officer,
        ("/api/registrations", "get") => Caller.Coordinator,
        (_, _) when path.EndsWith("/location", StringComparison.Ordinal) => Caller.Coordinator,
        (_, _) when path.StartsWith("/api/audit", StringComparison.Ordinal) => Caller.Auditor,
        (_, _) when path.Contains("{id}", StringComparison.Ordinal) => Caller.Owner,
        _ => Caller.Nobody,
    };

    private static Gen<HostileRequest> Requests(Operation operation) => Gen.Select(
        Methods(operation),
        Paths(operation),
        Gen.Frequency((8, Gen.Const(operation.Caller)), (2, AnyCaller)),
        Header.Array[0, 3],
        MediaType,
        Bodies(operation),
        (method, path, caller, headers, mediaType, body) => new HostileRequest(method, path, caller, headers, mediaType, body));

    private static Gen<string> Methods(Operation operation) => Gen.Frequency(
        (14, Gen.Const(operation.Method)),
        (1, Gen.OneOfConst("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "get", "QUERY")));

    private static Gen<string> Paths(Operation operation)
    {
        var (id, code) = (operation.Path.Contains("{id}", StringComparison.Ordinal), operation.Path.Contains("{code}", StringComparison.Ordinal));
        var paths = id ? Identifier.Select(value => operation.Path.Replace("{id}", value, StringComparison.Ordinal))
            : code ? Code.Select(value => operation.Path.Replace("{code}", value, StringComparison.Ordinal))
            : Gen.OneOfConst(operation.Path, operation.Path, operation.Path, $"{operation.Path}/", operation.Path.ToUpperInvariant(), $"/{operation.Path}");
        var names = Gen.Frequency((4, Gen.OneOfConst([.. operation.QueryNames, "unknown"])), (1, HostileText.Escaped));
        var query = Gen.Select(names, QueryValue, (name, value) => $"{name}={value}").Array[0, operation.QueryNames.Count > 0 ? 3 : 1];
        return Gen.Select(paths, query, (path, parameters) => parameters.Length == 0 ? path : $"{path}?{string.Join('&', parameters)}");
    }

    private static Gen<byte[]?> Bodies(Operation operation)
    {
        var some = operation.Examples.Count > 0 ? Gen.OneOf([.. operation.Examples.Select(HostileJson.Of)]) : Gen.Byte.Array[0, 40];
        return operation.Examples.Count > 0
            ? Gen.Frequency((19, some.Select(body => (byte[]?)body)), (1, Gen.Const((byte[]?)null)))
            : Gen.Frequency((1, some.Select(body => (byte[]?)body)), (9, Gen.Const((byte[]?)null)));
    }

    private sealed record Operation(string Method, string Path, IReadOnlyList<string> QueryNames, IReadOnlyList<JsonNode> Examples, Caller Caller);
}
