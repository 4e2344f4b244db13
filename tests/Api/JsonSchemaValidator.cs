using System.Globalization;
using System.Net.Mail;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ServerlessRegistry.Tests.Api;

/// <summary>
/// Checks values against JSON Schema (draft 2020-12), as far as the API's description uses it. It is strict: a keyword or
/// format that it does not know is an error of the schema, never passed over.
/// </summary>
/// <param name="document">The document that references such as <c>#/components/schemas/Owner</c> lead into.</param>
internal sealed partial class JsonSchemaValidator(JsonElement document)
{
    private static readonly TimeSpan PatternLimit = TimeSpan.FromSeconds(1);

    /// <summary>What is wrong with a value, each with its path; empty where it agrees with the schema.</summary>
    /// <exception cref="NotSupportedException">The schema uses what this validator does not know.</exception>
    /// <exception cref="KeyNotFoundException">A reference leads nowhere.</exception>
    public IReadOnlyList<string> Check(JsonElement schema, JsonElement value) => [.. Check(schema, value, "$")];

    /// <summary>What a reference within the document leads to.</summary>
    public JsonElement Resolve(string reference)
    {
        if (!reference.StartsWith("#/", StringComparison.Ordinal))
        {
            throw new NotSupportedException($"'{reference}' does not lead into this document.");
        }

        return reference[2..].Split('/').Aggregate(document, (element, name) => element.TryGetProperty(name, out var child)
            ? child
            : throw new KeyNotFoundException($"'{reference}' leads nowhere."));
    }

    private static IEnumerable<string> When(bool wrong, string path, string message) => wrong ? [$"{path} {message}"] : [];

    private static bool IsOfType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && double.IsInteger(value.GetDouble()),
        _ => throw new NotSupportedException($"There is no type '{type}'."),
    };

    private static bool IsOfAnyType(JsonElement value, JsonElement types) => types.ValueKind == JsonValueKind.Array
        ? types.EnumerateArray().Any(type => IsOfType(value, type.GetString()!))
        : IsOfType(value, types.GetString()!);

    private static bool HasFormat(JsonElement value, string format) => format switch
    {
        "double" => value.ValueKind != JsonValueKind.Number || double.IsFinite(value.GetDouble()),
        "int32" => value.ValueKind != JsonValueKind.Number || value.TryGetInt32(out _),
        "date-time" => IsText(value, text => DateTime().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _)),
        "date" => IsText(value, text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)),
        "email" => IsText(value, text => MailAddress.TryCreate(text, out var address) && address.Address == text && address.Host.Contains('.', StringComparison.Ordinal)),
        "uri" => IsText(value, text => Uri.TryCreate(text, UriKind.Absolute, out _)),
        "uuid" => IsText(value, text => Guid.TryParseExact(text, "D", out _)),
        _ => throw new NotSupportedException($"There is no format '{format}'."),
    };

    /// <summary>Whether a text is right; what is no text is the business of another keyword.</summary>
    private static bool IsText(JsonElement value, Func<string, bool> isRight) => value.ValueKind != JsonValueKind.String || isRight(value.GetString()!);

    private static bool IsNumber(JsonElement value, Func<double, bool> isRight) => value.ValueKind != JsonValueKind.Number || isRight(value.GetDouble());

    private static bool IsList(JsonElement value, Func<int, bool> isRight) => value.ValueKind != JsonValueKind.Array || isRight(value.GetArrayLength());

    /// <summary>The length as JSON Schema counts it: a character outside the basic plane is one.</summary>
    private static int LengthOf(string text) => text.EnumerateRunes().Count();

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$")]
    private static partial Regex DateTime();

    private IEnumerable<string> Check(JsonElement schema, JsonElement value, string path)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return When(schema.ValueKind == JsonValueKind.False, path, "is not described");
        }

        return schema.EnumerateObject().SelectMany(keyword => CheckKeyword(schema, keyword.Name, keyword.Value, value, path));
    }

    private IEnumerable<string> CheckKeyword(JsonElement schema, string keyword, JsonElement rule, JsonElement value, string path) => keyword switch
    {
        "$ref" => Check(Resolve(rule.GetString()!), value, path),
        "type" => When(!IsOfAnyType(value, rule), path, $"must be of type {rule}"),
        "const" => When(!JsonElement.DeepEquals(rule, value), path, $"must be {rule}"),
        "enum" => When(!rule.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value)), path, $"must be one of {rule}"),
        "format" => When(!HasFormat(value, rule.GetString()!), path, $"must have the format {rule}"),
        "pattern" => When(!IsText(value, text => Regex.IsMatch(text, rule.GetString()!, RegexOptions.ECMAScript, PatternLimit)), path, $"must match {rule}"),
        "minLength" => When(!IsText(value, text => LengthOf(text) >= rule.GetInt32()), path, $"must have at least {rule} characters"),
        "maxLength" => When(!IsText(value, text => LengthOf(text) <= rule.GetInt32()), path, $"must have at most {rule} characters"),
        "minimum" => When(!IsNumber(value, number => number >= rule.GetDouble()), path, $"must be at least {rule}"),
        "maximum" => When(!IsNumber(value, number => number <= rule.GetDouble()), path, $"must be at most {rule}"),
        "minItems" => When(!IsList(value, count => count >= rule.GetInt32()), path, $"must have at least {rule} items"),
        "maxItems" => When(!IsList(value, count => count <= rule.GetInt32()), path, $"must have at most {rule} items"),
        "prefixItems" => CheckFirstItems(rule, value, path),
        "items" => CheckOtherItems(schema, rule, value, path),
        "minProperties" => When(value.ValueKind == JsonValueKind.Object && value.GetPropertyCount() < rule.GetInt32(), path, $"must have at least {rule} fields"),
        "required" => CheckRequired(rule, value, path),
        "properties" => CheckProperties(rule, value, path),
        "additionalProperties" => CheckOtherProperties(schema, rule, value, path),
        "allOf" => rule.EnumerateArray().SelectMany(part => Check(part, value, path)),
        "anyOf" => When(!rule.EnumerateArray().Any(choice => Agrees(choice, value)), path, "must agree with one of the choices"),
        "oneOf" => CheckChoices(rule, value, path),
        "if" => CheckCondition(schema, rule, value, path),
        "then" or "else" or "description" or "title" or "default" or "examples" or "discriminator" => [],
        _ => throw new NotSupportedException($"The keyword '{keyword}' is not known."),
    };

    private bool Agrees(JsonElement schema, JsonElement value) => !Check(schema, value, "$").Any();

    private IEnumerable<string> CheckFirstItems(JsonElement rules, JsonElement value, string path) => value.ValueKind != JsonValueKind.Array
        ? []
        : rules.EnumerateArray().Zip(value.EnumerateArray()).SelectMany((pair, index) => Check(pair.First, pair.Second, $"{path}[{index}]"));

    private IEnumerable<string> CheckOtherItems(JsonElement schema, JsonElement rule, JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        var described = schema.TryGetProperty("prefixItems", out var first) ? first.GetArrayLength() : 0;
        return value.EnumerateArray().Select((item, index) => (item, index)).Skip(described)
            .SelectMany(pair => Check(rule, pair.item, $"{path}[{pair.index}]"));
    }

    private static IEnumerable<string> CheckRequired(JsonElement names, JsonElement value, string path) => value.ValueKind != JsonValueKind.Object
        ? []
        : names.EnumerateArray().SelectMany(name => When(!value.TryGetProperty(name.GetString()!, out _), $"{path}.{name}", "is required"));

    private IEnumerable<string> CheckProperties(JsonElement rules, JsonElement value, string path) => value.ValueKind != JsonValueKind.Object
        ? []
        : rules.EnumerateObject().SelectMany(rule =>
            value.TryGetProperty(rule.Name, out var field) ? Check(rule.Value, field, $"{path}.{rule.Name}") : []);

    private IEnumerable<string> CheckOtherProperties(JsonElement schema, JsonElement rule, JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var described = schema.TryGetProperty("properties", out var properties)
            ? properties.EnumerateObject().Select(property => property.Name).ToHashSet(StringComparer.Ordinal)
            : [];
        return value.EnumerateObject().Where(field => !described.Contains(field.Name))
            .SelectMany(field => Check(rule, field.Value, $"{path}.{field.Name}"));
    }

    /// <summary>Where none fits, tells what is wrong with each, so that a reader finds the one that was meant.</summary>
    private IEnumerable<string> CheckChoices(JsonElement choices, JsonElement value, string path)
    {
        var faults = choices.EnumerateArray().Select(choice => Check(choice, value, path).ToList()).ToList();
        return faults.Count(list => list.Count == 0) switch
        {
            1 => [],
            0 => [$"{path} must agree with one of the choices: {string.Join("; or: ", faults.Select(list => string.Join(", ", list)))}"],
            _ => [$"{path} must agree with only one of the choices"],
        };
    }

    private IEnumerable<string> CheckCondition(JsonElement schema, JsonElement condition, JsonElement value, string path) =>
        schema.TryGetProperty(Agrees(condition, value) ? "then" : "else", out var consequence) ? Check(consequence, value, path) : [];
}
