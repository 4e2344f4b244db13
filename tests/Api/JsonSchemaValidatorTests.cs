using System.Text.Json;

namespace ServerlessRegistry.Tests.Api;

public sealed class JsonSchemaValidatorTests
{
    private static readonly JsonElement Document = JsonElement.Parse(
        """{ "schemas": { "Even": { "enum": [0, 2, 4] }, "Tree": { "properties": { "child": { "$ref": "#/schemas/Tree" } }, "additionalProperties": false } } }""");

    [Theory]
    [InlineData("""{ "type": "string" }""", "\"a\"", "1")]
    [InlineData("""{ "type": "number" }""", "1.5", "\"1.5\"")]
    [InlineData("""{ "type": "integer" }""", "2", "2.5")]
    [InlineData("""{ "type": "boolean" }""", "false", "0")]
    [InlineData("""{ "type": "object" }""", "{}", "[]")]
    [InlineData("""{ "type": "array" }""", "[]", "{}")]
    [InlineData("""{ "type": ["string", "null"] }""", "null", "1")]
    [InlineData("""{ "const": { "a": 1 } }""", """{ "a": 1 }""", """{ "a": 2 }""")]
    [InlineData("""{ "enum": ["a", 1] }""", "1", "\"b\"")]
    [InlineData("""{ "$ref": "#/schemas/Even" }""", "2", "3")]
    [InlineData("""{ "$ref": "#/schemas/Even", "maximum": 2 }""", "2", "4")]
    [InlineData("""{ "$ref": "#/schemas/Tree" }""", """{ "child": { "child": {} } }""", """{ "child": { "child": { "leaf": 1 } } }""")]
    [InlineData("""{ "required": ["a"] }""", """{ "a": null }""", """{ "b": 1 }""")]
    [InlineData("""{ "properties": { "a": { "type": "string" } } }""", """{ "b": 1 }""", """{ "a": 1 }""")]
    [InlineData("""{ "properties": { "a": true }, "additionalProperties": false }""", """{ "a": 1 }""", """{ "A": 1 }""")]
    [InlineData("""{ "additionalProperties": { "type": "string" } }""", """{ "a": "b" }""", """{ "a": 1 }""")]
    [InlineData("""{ "minProperties": 1 }""", """{ "a": 1 }""", "{}")]
    [InlineData("""{ "items": { "type": "string" } }""", "[\"a\"]", "[\"a\", 1]")]
    [InlineData("""{ "prefixItems": [{ "minimum": 1 }], "items": false }""", "[1]", "[1, 2]")]
    [InlineData("""{ "prefixItems": [{ "minimum": 1 }] }""", "[1, 0]", "[0]")]
    [InlineData("""{ "minItems": 1, "maxItems": 2 }""", "[1]", "[]")]
    [InlineData("""{ "minItems": 1, "maxItems": 2 }""", "[1, 2]", "[1, 2, 3]")]
    [InlineData("""{ "minLength": 1 }""", "\"a\"", "\"\"")]
    [InlineData("""{ "maxLength": 1 }""", "\"\\ud83d\\udc69\"", "\"ab\"")]
    [InlineData("""{ "pattern": "^[a-z]$" }""", "\"a\"", "\"A\"")]
    [InlineData("""{ "minimum": 1 }""", "1", "0.99")]
    [InlineData("""{ "maximum": 1 }""", "1", "1.01")]
    [InlineData("""{ "format": "date-time" }""", "\"2026-11-20T22:15:00.1234567+00:00\"", "\"2026-11-20T22:15:00\"")]
    [InlineData("""{ "format": "date-time" }""", "\"2026-11-20T22:15:00Z\"", "\"2026-13-20T22:15:00Z\"")]
    [InlineData("""{ "format": "date" }""", "\"2026-11-20\"", "\"2026-11-31\"")]
    [InlineData("""{ "format": "email" }""", "\"ana@example.com\"", "\"Ana <ana@example.com>\"")]
    [InlineData("""{ "format": "uri" }""", "\"https://example.com/p\"", "\"example.com\"")]
    [InlineData("""{ "format": "uuid" }""", "\"5d0a7f0e-7a3c-4a0f-9a55-0f1f7e0c2b1d\"", "\"5d0a\"")]
    [InlineData("""{ "format": "int32" }""", "2147483647", "2147483648")]
    [InlineData("""{ "allOf": [{ "minimum": 1 }, { "maximum": 2 }] }""", "1", "3")]
    [InlineData("""{ "anyOf": [{ "minimum": 1 }, { "maximum": -1 }] }""", "1", "0")]
    [InlineData("""{ "oneOf": [{ "minimum": 1 }, { "maximum": -1 }] }""", "1", "0")]
    [InlineData("""{ "oneOf": [{ "minimum": 1 }, { "minimum": 2 }] }""", "1", "2")]
    [InlineData("""{ "if": { "const": 1 }, "then": true, "else": { "type": "string" } }""", "1", "2")]
    [InlineData("""{ "if": { "minimum": 1 }, "then": { "type": "string" } }""", "0", "1")]
    public void Check_OneValueThatAgreesAndOneThatDoesNot_TellsThemApart(string schema, string right, string wrong)
    {
        var validator = new JsonSchemaValidator(Document);

        Assert.Empty(validator.Check(JsonElement.Parse(schema), JsonElement.Parse(right)));
        Assert.Single(validator.Check(JsonElement.Parse(schema), JsonElement.Parse(wrong)));
    }

    [Fact]
    public void Check_FaultDeepInside_NamesItsPath()
    {
        var schema = JsonElement.Parse("""{ "properties": { "cameras": { "items": { "properties": { "label": { "type": "string" } } } } } }""");
        var value = JsonElement.Parse("""{ "cameras": [{}, { "label": 1 }] }""");

        Assert.Equal(["$.cameras[1].label must be of type string"], new JsonSchemaValidator(Document).Check(schema, value));
    }

    [Theory]
    [InlineData("""{ "requierd": ["a"] }""")]
    [InlineData("""{ "type": "text" }""")]
    [InlineData("""{ "format": "hostname" }""")]
    [InlineData("""{ "$ref": "other.json" }""")]
    public void Check_SchemaWithSomethingUnknown_IsRefused(string schema) =>
        Assert.Throws<NotSupportedException>(() => new JsonSchemaValidator(Document).Check(JsonElement.Parse(schema), JsonElement.Parse("{}")));

    [Fact]
    public void Check_ReferenceThatLeadsNowhere_IsRefused() => Assert.Throws<KeyNotFoundException>(
        () => new JsonSchemaValidator(Document).Check(JsonElement.Parse("""{ "$ref": "#/schemas/Odd" }"""), JsonElement.Parse("{}")));
}
