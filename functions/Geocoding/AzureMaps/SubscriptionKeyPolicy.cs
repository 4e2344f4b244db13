using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace ServerlessRegistry.Geocoding.AzureMaps;

/// <summary>Proves the caller with a shared key, in a header: in the URL it would end up in logs.</summary>
internal sealed class SubscriptionKeyPolicy(AzureKeyCredential credential) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message) =>
        message.Request.Headers.SetValue("subscription-key", credential.Key);
}
