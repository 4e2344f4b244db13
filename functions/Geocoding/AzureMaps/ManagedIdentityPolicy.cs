using Azure.Core;
using Azure.Core.Pipeline;

namespace ServerlessRegistry.Geocoding.AzureMaps;

/// <summary>
/// Proves the caller with a token of Microsoft Entra ID, and names the Azure Maps account that is called. The token is sent
/// over TLS only, as the base class has it, except within this computer.
/// </summary>
internal sealed class ManagedIdentityPolicy(TokenCredential credential, string accountClientId)
    : BearerTokenAuthenticationPolicy(credential, "https://atlas.microsoft.com/.default")
{
    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        message.Request.Headers.SetValue("x-ms-client-id", accountClientId);
        return message.Request.Uri.ToUri() is { Scheme: "http", IsLoopback: true }
            ? ProcessOnThisComputerAsync(message, pipeline)
            : base.ProcessAsync(message, pipeline);
    }

    private async ValueTask ProcessOnThisComputerAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await AuthorizeRequestAsync(message);
        await ProcessNextAsync(message, pipeline);
    }
}
