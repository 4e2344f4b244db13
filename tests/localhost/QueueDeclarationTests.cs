using Microsoft.Azure.Functions.Worker;
using ServerlessRegistry.Localhost;

namespace ServerlessRegistry.Tests.Localhost;

public sealed class QueueDeclarationTests
{
    private const string Nowhere = "UseDevelopmentStorage=true";

    [Theory]
    [InlineData("batchSize", "0", "batchSize is 0: it must be from 1 to 32")]
    [InlineData("batchSize", "33", "batchSize is 33: it must be from 1 to 32")]
    [InlineData("batchSize", "many", "extensions.queues")]
    [InlineData("newBatchThreshold", "-1", "newBatchThreshold is -1")]
    [InlineData("maxDequeueCount", "0", "maxDequeueCount is 0")]
    [InlineData("visibilityTimeout", "-00:00:01", "visibilityTimeout is -00:00:01")]
    [InlineData("visibilityTimeout", "8.00:00:00", "visibilityTimeout is 8.00:00:00")]
    [InlineData("maxPollingInterval", "00:00:00", "maxPollingInterval is 00:00:00")]
    [InlineData("messageEncoding", "utf8", "extensions.queues")]
    public async Task Option_OutOfItsRange_StopsTheStartWithASentence(string option, string value, string sentence)
    {
        var failure = await Assert.ThrowsAsync<StartException>(
            () => TriggerHost.StartAsync<Named>(Nowhere, new(), new(TriggerHost.Queues((option, value))) { ["Name"] = "orders" }));

        Assert.Contains(sentence, failure.Message, StringComparison.Ordinal);
        Assert.StartsWith("host.json", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("or")]
    [InlineData("my_orders")]
    [InlineData("orders-")]
    [InlineData("my--orders")]
    [InlineData("orders.2026")]
    public async Task QueueName_ThatStorageRefuses_StopsTheStartAndNamesTheFunction(string name)
    {
        var failure = await Assert.ThrowsAsync<StartException>(() => TriggerHost.StartAsync<Named>(Nowhere, new(), new() { ["Name"] = name }));

        Assert.StartsWith($"Function 'Order' names the queue '{name}'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task QueueName_OfAMissingSetting_StopsTheStartAndNamesBoth()
    {
        var failure = await Assert.ThrowsAsync<StartException>(() => TriggerHost.StartAsync<Named>(Nowhere, new()));

        Assert.Equal("Function 'Order' takes '%Name%' from the setting 'Name', which is missing.", failure.Message);
    }

    [Theory]
    [InlineData(null, "Function 'Order' needs the setting 'Orders' with the connection string of a storage account.")]
    [InlineData("secret but no connection string", "The setting 'Orders' of function 'Order' is not the connection string of a storage account.")]
    public async Task Connection_ThatIsNone_StopsTheStartWithoutItsValue(string? value, string sentence)
    {
        var failure = await Assert.ThrowsAsync<StartException>(
            () => TriggerHost.StartAsync<Connected>(Nowhere, new(), new() { ["Orders"] = value }));

        Assert.Equal(sentence, failure.Message);
    }

    [Fact]
    public async Task MessageLease_OutOfItsRange_StopsTheStartWithASentence()
    {
        var failure = await Assert.ThrowsAsync<StartException>(
            () => TriggerHost.StartAsync<Named>(Nowhere, new(), new() { ["Name"] = "orders", ["LocalHost:MessageLease"] = "00:00:00" }));

        Assert.Equal("The setting LocalHost:MessageLease is 00:00:00: it must be from 00:00:01 to 1.00:00:00.", failure.Message);
    }

    public sealed class Named
    {
        [Function("Order")]
        public void Run([QueueTrigger("%Name%")] string text) => ArgumentNullException.ThrowIfNull(text);
    }

    public sealed class Connected
    {
        [Function("Order")]
        public void Run([QueueTrigger("orders", Connection = "Orders")] string text) => ArgumentNullException.ThrowIfNull(text);
    }
}
