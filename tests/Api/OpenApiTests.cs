using System.Text.Json;

namespace ServerlessRegistry.Tests.Api;

public sealed class OpenApiTests
{
    private static readonly OpenApiDocument Document = OpenApiDocument.Instance;

    [Fact]
    public void Document_Operations_AreExactlyTheAppsHttpFunctions() => Assert.Equal(
        HttpFunction.All.Select(function => $"{function.Method} {function.Path} {JsonNamingPolicy.CamelCase.ConvertName(function.Name)}").Order(StringComparer.Ordinal),
        Document.Operations.Select(operation => $"{operation.Method} {operation.Path} {operation.Id}").Order(StringComparer.Ordinal));

    [Fact]
    public void Document_ParametersOfEachPath_AreDescribed() => Assert.All(Document.Operations, operation => Assert.Equal(
        operation.Path.Split('/').Where(part => part.StartsWith('{')).Select(part => part[1..^1]),
        operation.Parameters.Where(parameter => parameter.GetProperty("in").GetString() == "path").Select(parameter => parameter.GetProperty("name").GetString())));

    [Fact]
    public void Document_Examples_AgreeWithTheirSchemas()
    {
        var examples = Everything(Document.Root).SelectMany(ExamplesOf).ToList();

        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Empty(Document.Schemas.Check(example.Schema, example.Value)));
    }

    [Fact]
    public void Document_References_LeadToComponentsAndEachComponentIsUsed()
    {
        var references = Everything(Document.Root).Where(element => element.ValueKind == JsonValueKind.Object && element.TryGetProperty("$ref", out _))
            .Select(element => element.GetProperty("$ref").GetString()!).ToHashSet();
        var components = from kind in Document.Root.GetProperty("components").EnumerateObject()
                         where kind.Name != "securitySchemes"
                         from component in kind.Value.EnumerateObject()
                         select $"#/components/{kind.Name}/{component.Name}";

        Assert.Equal(components.Order(StringComparer.Ordinal), references.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Document_Objects_SayWhetherOtherFieldsAreAllowed() => Assert.All(
        Everything(Document.Root).Where(element => element.ValueKind == JsonValueKind.Object
            && element.TryGetProperty("type", out var type) && type.ToString() == "object" && element.TryGetProperty("properties", out _)),
        schema => Assert.True(schema.TryGetProperty("additionalProperties", out _), schema.ToString()));

    private static IEnumerable<JsonElement> Everything(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Everything(member.Value)).Prepend(element),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Everything).Prepend(element),
        _ => [element],
    };

    /// <summary>The examples of a schema stand in it; those of a parameter, header or media type beside its schema.</summary>
    private static IEnumerable<(JsonElement Schema, JsonElement Value)> ExamplesOf(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var schema = element.TryGetProperty("schema", out var beside) && beside.ValueKind == JsonValueKind.Object ? beside : element;
        var single = element.TryGetProperty("example", out var example) ? [example] : Enumerable.Empty<JsonElement>();
        var several = !element.TryGetProperty("examples", out var examples) ? []
            : examples.ValueKind == JsonValueKind.Array ? examples.EnumerateArray()
            : examples.EnumerateObject().Select(named => named.Value.GetProperty("value"));
        return single.Concat(several).Select(value => (schema, value));
    }
}
