using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace ServerlessRegistry.Tests.Infrastructure;

/// <summary>The events that have placards drawn reach the function that draws them.</summary>
public sealed class DeployedEventsTests(BicepFixture bicep)
{
    private const string Subscription = "Microsoft.EventGrid/systemTopics/eventSubscriptions";

    private static readonly MethodInfo Function = Assert.Single(
        typeof(Program).Assembly.GetTypes().SelectMany(type => type.GetMethods()),
        method => method.GetParameters().Any(parameter => parameter.GetCustomAttribute<BlobTriggerAttribute>() is not null));

    private static readonly BlobTriggerAttribute Trigger = Function.GetParameters()
        .Select(parameter => parameter.GetCustomAttribute<BlobTriggerAttribute>()).OfType<BlobTriggerAttribute>().Single();

    [Fact]
    public void Trigger_TakesEvents_BecauseFlexConsumptionScansNoContainer() => Assert.Equal(BlobTriggerSource.EventGrid, Trigger.Source);

    [Fact]
    public void FirstStage_HasTheTopicAndNoSubscription()
    {
        var deployment = BicepFixture.Reviewed(BicepFixture.Dev);

        Assert.Single(deployment.Resources("Microsoft.EventGrid/systemTopics"));
        Assert.Empty(deployment.Resources(Subscription));
    }

    [Fact]
    public async Task SecondStage_Subscription_IsTheOnlyThingThatIsAdded()
    {
        var first = await bicep.PredictAsync(BicepFixture.Prod);
        var second = await bicep.PredictAsync(BicepFixture.Prod, ("REGISTRY_PLACARD_EVENTS", "true"));

        Assert.Equal([$"{Subscription}/placard-requests"], second.TypesAndNames.Except(first.TypesAndNames));
        Assert.Empty(first.TypesAndNames.Except(second.TypesAndNames));
    }

    [Fact]
    public void Subscription_Filter_IsWhatTheTriggerIsFor()
    {
        var filter = BicepFixture.Reviewed(BicepFixture.Prod).Only(Subscription).GetProperty("filter");
        var (container, pattern) = (Trigger.BlobPath.Split('/')[0], Trigger.BlobPath.Split('/')[1]);

        Assert.Equal("Microsoft.Storage.BlobCreated", Assert.Single(filter.GetProperty("includedEventTypes").EnumerateArray()).GetString());
        Assert.Equal($"/blobServices/default/containers/{container}/", filter.GetProperty("subjectBeginsWith").GetString());
        Assert.Equal(pattern[(pattern.IndexOf('}', StringComparison.Ordinal) + 1)..], filter.GetProperty("subjectEndsWith").GetString());
    }

    [Fact]
    public void Subscription_Address_IsThatOfTheFunctionWithTheHostsKey()
    {
        var destination = BicepFixture.Reviewed(BicepFixture.Prod).Only(Subscription).GetProperty("destination");
        var function = Function.GetCustomAttribute<FunctionAttribute>()!.Name;

        Assert.Equal("WebHook", destination.GetProperty("endpointType").GetString());
        Assert.Matches(
            $@"^\[format\('https://\{{0\}}/runtime/webhooks/blobs\?functionName=Host\.Functions\.{function}&code=\{{1\}}', reference\('[^']*/sites/[^']*', '[^']*'\)\.defaultHostName, listKeys\('[^']*/host/default', '[^']*'\)\.systemKeys\.blobs_extension\)\]$",
            destination.At("properties", "endpointUrl").GetString());
    }

    [Fact]
    public void Subscription_NotDelivered_IsTriedForADayAndKept()
    {
        var deployment = BicepFixture.Reviewed(BicepFixture.Prod);
        var subscription = deployment.Only(Subscription);
        var deadLetters = subscription.GetProperty("deadLetterWithResourceIdentity");

        Assert.Equal(1440, subscription.At("retryPolicy", "eventTimeToLiveInMinutes").GetInt32());
        Assert.Equal(30, subscription.At("retryPolicy", "maxDeliveryAttempts").GetInt32());
        // The account's keys are off, so that only an identity can write.
        Assert.Equal("SystemAssigned", deadLetters.At("identity", "type").GetString());
        Assert.Equal("StorageBlob", deadLetters.At("deadLetterDestination", "endpointType").GetString());
    }
}
