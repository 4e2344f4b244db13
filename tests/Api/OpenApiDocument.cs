using System.Text.Json;

namespace ServerlessRegistry.Tests.Api;

/// <summary>The API's description, <c>docs/api/openapi.json</c>.</summary>
internal sealed class OpenApiDocument
{
    /// <summary>The members of a path item that are no operations.</summary>
    private static readonly string[] NoMethods = ["parameters", "summary", "description"];

    private static readonly Lazy<OpenApiDocument> Shipped = new(() => new OpenApiDocument(JsonElement.Parse(
        File.ReadAllText(Path.Combine(AzuriteFixture.RepositoryRoot, "docs", "api", "openapi.json")),
        new JsonDocumentOptions { AllowDuplicateProperties = false })));

    private OpenApiDocument(JsonElement root)
    {
        Root = root;
        Schemas = new JsonSchemaValidator(root);
        Operations =
        [
            .. from path in root.GetProperty("paths").EnumerateObject()
               from method in path.Value.EnumerateObject()
               where !NoMethods.Contains(method.Name)
               select new ApiOperation(this, method.Value.GetProperty("operationId").GetString()!, method.Name.ToUpperInvariant(), path.Name, method.Value),
        ];
    }

    /// <summary>The document that the repository ships.</summary>
    public static OpenApiDocument Instance => Shipped.Value;

    /// <summary>All of it.</summary>
    public JsonElement Root { get; }

    /// <summary>Checks values against its schemas.</summary>
    public JsonSchemaValidator Schemas { get; }

    /// <summary>Its operations, in its order.</summary>
    public IReadOnlyList<ApiOperation> Operations { get; }

    /// <summary>The operation with an id.</summary>
    public ApiOperation Operation(string id) => Operations.Single(operation => operation.Id == id);

    /// <summary>What a reference leads to, or the element itself where it is none.</summary>
    public JsonElement Follow(JsonElement element) =>
        element.TryGetProperty("$ref", out var reference) ? Schemas.Resolve(reference.GetString()!) : element;
}

/// <summary>An operation that the document describes.</summary>
/// <param name="Document">The document.</param>
/// <param name="Id">Its <c>operationId</c>.</param>
/// <param name="Method">The HTTP method, in capitals.</param>
/// <param name="Path">The path with its parameters in braces.</param>
/// <param name="Definition">What the document says of it.</param>
internal sealed record ApiOperation(OpenApiDocument Document, string Id, string Method, string Path, JsonElement Definition)
{
    /// <summary>The name of the security scheme it needs; <see langword="null"/> where anybody may call it.</summary>
    public string? Scheme => Definition.GetProperty("security").EnumerateArray().SelectMany(scheme => scheme.EnumerateObject())
        .Select(scheme => scheme.Name).SingleOrDefault();

    /// <summary>The roles that may call it; empty where it takes no bearer token.</summary>
    public IReadOnlyList<string> Roles =>
    [
        .. Definition.GetProperty("security").EnumerateArray().SelectMany(scheme => scheme.EnumerateObject())
            .SelectMany(scheme => scheme.Value.EnumerateArray()).Select(role => role.GetString()!),
    ];

    /// <summary>Its parameters.</summary>
    public IEnumerable<JsonElement> Parameters => Definition.TryGetProperty("parameters", out var parameters)
        ? parameters.EnumerateArray().Select(Document.Follow)
        : [];

    /// <summary>Its answers by status.</summary>
    public IReadOnlyDictionary<int, JsonElement> Answers => Definition.GetProperty("responses").EnumerateObject()
        .ToDictionary(answer => int.Parse(answer.Name, System.Globalization.CultureInfo.InvariantCulture), answer => Document.Follow(answer.Value));

    /// <summary>Each status with each media type it may have, such as <c>202 application/json</c>.</summary>
    public IEnumerable<string> Kinds => Answers.SelectMany(answer => answer.Value.TryGetProperty("content", out var content)
        ? content.EnumerateObject().Select(media => $"{answer.Key} {media.Name}")
        : [$"{answer.Key}"]);

    /// <summary>The schema of its JSON body; <see langword="null"/> where it takes none.</summary>
    public JsonElement? BodySchema => Definition.TryGetProperty("requestBody", out var body)
        ? body.GetProperty("content").GetProperty("application/json").GetProperty("schema")
        : null;

    /// <summary>The bodies that the document shows.</summary>
    public IEnumerable<JsonElement> BodyExamples => Definition.GetProperty("requestBody").GetProperty("content").GetProperty("application/json")
        .GetProperty("examples").EnumerateObject().Select(example => example.Value.GetProperty("value"));

    /// <summary>Whether a request is for this operation.</summary>
    public bool IsFor(string method, string path) => method == Method && PathTemplate.Matches(Path, path);

    /// <inheritdoc cref="PathTemplate.Fill"/>
    public string PathWith(Func<string, string> valueOf) => PathTemplate.Fill(Path, valueOf);
}
