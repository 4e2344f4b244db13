using System.Text.Json;

namespace ServerlessRegistry.Benchmarks.Performance.Costs;

/// <summary>The prices that a month is computed from, as <c>benchmarks/Performance/prices.json</c> has them.</summary>
/// <param name="Region">Where they hold.</param>
/// <param name="Currency">In what.</param>
/// <param name="Written">When the file was written.</param>
/// <param name="Prices">Each price by its name.</param>
internal sealed record PriceList(string Region, string Currency, DateOnly Written, IReadOnlyDictionary<string, Price> Prices)
{
    /// <summary>Reads the file.</summary>
    public static PriceList Read(string path) => JsonSerializer.Deserialize<PriceList>(File.ReadAllText(path), JsonSerializerOptions.Web)!;

    /// <summary>What an amount costs, less what is free.</summary>
    public double Of(string name, double amount) => Math.Max(0, amount - Prices[name].Free) / Prices[name].Per * Prices[name].Amount;
}

/// <summary>One price.</summary>
/// <param name="Amount">The price of so many units.</param>
/// <param name="Per">So many units.</param>
/// <param name="Free">Units of a month that cost nothing.</param>
/// <param name="Source">The page that lists it.</param>
/// <param name="Seen">Where and when this figure was read, other than from memory; <see langword="null"/> where it is yet to be compared with its page.</param>
internal sealed record Price(
    [property: System.Text.Json.Serialization.JsonPropertyName("price")] double Amount, double Per, double Free, string Source, string? Seen);
