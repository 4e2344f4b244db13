using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ServerlessRegistry.Encryption;

/// <summary>What keeps personal data unreadable in the storage.</summary>
internal static class EncryptionServices
{
    /// <summary>Adds the keys of the settings below <c>Encryption</c>, or of this machine's key file, and what works with them.</summary>
    /// <exception cref="OptionsValidationException">There is no key, or one is wrong; the message says what to do and shows none.</exception>
    public static IServiceCollection AddEncryption(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(KeyRing.Read(configuration))
        .AddSingleton<PersonalDataCipher>()
        .AddSingleton<BlindIndex>()
        .AddSingleton<KeyRecords>()
        .AddSingleton<KeyChecks>();
}
