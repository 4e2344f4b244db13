using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace ServerlessRegistry.Demo;

/// <summary>Whether the registry fills itself with made-up owners: the settings <c>demo</c> and <c>demo-seed</c>.</summary>
/// <param name="Owners">How many register, 1 to 10,000.</param>
/// <param name="Seed">What the owners follow from: the same number gives the same owners.</param>
internal sealed record DemoOptions(int Owners, int Seed)
{
    private const string OwnersSetting = "demo";
    private const string SeedSetting = "demo-seed";
    private const int MostOwners = 10_000;
    private const int DefaultSeed = 1;

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="isStorageOnThisMachine">Whether made-up owners can do no harm.</param>
    /// <returns><see langword="null"/> where nobody asked for them.</returns>
    /// <exception cref="OptionsValidationException">A setting is wrong, or the storage is a real one.</exception>
    public static DemoOptions? Read(IConfiguration configuration, bool isStorageOnThisMachine)
    {
        if (string.IsNullOrWhiteSpace(configuration[OwnersSetting]))
        {
            return null;
        }

        if (!isStorageOnThisMachine)
        {
            throw Invalid("demo is for a registry on one machine: AzureWebJobsStorage names a storage account elsewhere, which made-up owners do not belong in.");
        }

        var owners = ReadNumber(configuration, OwnersSetting);
        return owners is >= 1 and <= MostOwners
            ? new DemoOptions(owners.Value, ReadNumber(configuration, SeedSetting, DefaultSeed) ?? throw Invalid($"{SeedSetting} must be a whole number, such as {DefaultSeed}."))
            : throw Invalid($"{OwnersSetting} must be a number of owners from 1 to {MostOwners}, such as 500.");
    }

    private static int? ReadNumber(IConfiguration configuration, string name, int? missing = null)
    {
        var text = configuration[name];
        return string.IsNullOrWhiteSpace(text) ? missing
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : null;
    }

    private static OptionsValidationException Invalid(string sentence) => new(nameof(DemoOptions), typeof(DemoOptions), [sentence]);
}
