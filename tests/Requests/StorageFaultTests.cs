using System.Net;
using System.Text.Json;
using ServerlessRegistry.Requests;
using ServerlessRegistry.Tests.Api;

namespace ServerlessRegistry.Tests.Requests;

/// <summary>Calls every HTTP function while its storage fails, in every way, and once more when it is back.</summary>
public sealed class StorageFaultTests(FaultyRegistry registry) : IClassFixture<FaultyRegistry>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Fault.Unavailable)]
    [InlineData(Fault.TooBusy)]
    [InlineData(Fault.Broken)]
    [InlineData(Fault.Cut)]
    [InlineData(Fault.Stall)]
    [InlineData(Fault.SlowBody)]
    internal async Task EveryFunction_WhileTheStorageFails_Is503InTimeAndSucceedsWhenItIsBack(Fault fault)
    {
        var calls = await registry.CallsAsync();

        registry.Proxy.Fail(fault);
        var answers = await AnswersAsync(calls, fault);
        registry.Proxy.Heal();

        Assert.All(answers, answer => Assert.True(answer.IsUnavailable, answer.ToString()));
        Assert.All(await registry.InTimeAsync(Task.WhenAll(calls.Select(SucceedsAsync))), Assert.True);
    }

    [Theory]
    [InlineData(Fault.Unavailable, StorageService.Blob)]
    [InlineData(Fault.Unavailable, StorageService.Queue)]
    [InlineData(Fault.Unavailable, StorageService.Table)]
    [InlineData(Fault.Stall, StorageService.Blob)]
    [InlineData(Fault.Stall, StorageService.Queue)]
    [InlineData(Fault.Stall, StorageService.Table)]
    internal async Task EveryFunction_WhileAPartOfTheStorageFails_SucceedsOrIs503InTime(Fault fault, StorageService service)
    {
        var calls = await registry.CallsAsync();

        registry.Proxy.Fail(fault, service);
        var answers = await AnswersAsync(calls, fault);
        registry.Proxy.Heal();

        Assert.All(answers, answer => Assert.True(answer.IsUnavailable || answer.IsSuccess, answer.ToString()));
        Assert.Contains(answers, answer => answer.IsUnavailable && answer.Function != "GetHealth");
    }

    [Fact]
    public async Task EveryFunction_WhoseStorageDoesEverythingAndLosesEachAnswerOnce_SucceedsOrIsUnavailable()
    {
        var calls = await registry.CallsAsync();
        registry.Proxy.Fail(Fault.Lost);

        var answers = await AnswersAsync(calls, Fault.Lost);

        registry.Proxy.Heal();
        Assert.All(answers, answer => Assert.True(answer.IsUnavailable || answer.IsSuccess, answer.ToString()));
        Assert.Contains(answers, answer => answer is { IsSuccess: true, Function: "DiscloseContact" });
    }

    [Fact]
    public async Task SubmitRegistration_WhoseQueueIsAway_IsTakenInAllTheSame()
    {
        registry.Proxy.Fail(Fault.Cut, StorageService.Queue);

        using var response = await registry.InTimeAsync(registry.SendAsync(FaultyRegistry.Submission("queue"), Cancellation));

        registry.Proxy.Heal();
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Fact]
    public async Task SubmitRegistration_RepeatedWithItsKeyAfterOutages_IsOneRegistration()
    {
        foreach (var fault in new[] { Fault.Cut, Fault.SlowBody, Fault.Stall })
        {
            registry.Proxy.Fail(fault);
            using var refused = await registry.RunOutOfTimeAsync(registry.SendAsync(FaultyRegistry.Submission("again"), Cancellation));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        }

        registry.Proxy.Heal();

        Assert.Equal(await registry.InTimeAsync(IdOfAsync()), await registry.InTimeAsync(IdOfAsync()));

        async Task<string> IdOfAsync()
        {
            string? id = null;
            await Eventually.True(async () =>
            {
                using var response = await registry.SendAsync(FaultyRegistry.Submission("again"), Cancellation);
                id = response.StatusCode == HttpStatusCode.Accepted
                    ? JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(Cancellation)).GetProperty("id").GetString()
                    : null;
                return id is not null;
            });
            return id!;
        }
    }

    [Fact]
    public void EveryFunction_OfTheApp_IsCalled() =>
        Assert.Equal(HttpFunction.All.Select(function => function.Name).Order(StringComparer.Ordinal), FaultyRegistry.Functions.Order(StringComparer.Ordinal));

    [Fact]
    public void Deadline_OfEveryFunction_KeepsThePromiseOfTenSeconds() => Assert.InRange(new RequestLimits().Deadline, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(9));

    /// <summary>The clients of the storage end what is refused or cut by themselves; where nothing comes, only the deadline does.</summary>
    private Task<Answer[]> AnswersAsync(IReadOnlyList<Call> calls, Fault fault)
    {
        var answers = Task.WhenAll(calls.Select(AnswerAsync));
        return fault is Fault.Stall or Fault.SlowBody ? registry.RunOutOfTimeAsync(answers) : registry.InTimeAsync(answers);
    }

    private async Task<Answer> AnswerAsync(Call call)
    {
        using var response = await registry.SendAsync(call.Request(), Cancellation);
        return new Answer(
            call.Function,
            response.StatusCode,
            response.Headers.RetryAfter?.Delta,
            response.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>The services come back one by one, and what began before the end of the fault may run into it.</summary>
    private async Task<bool> SucceedsAsync(Call call)
    {
        await Eventually.True(async () =>
        {
            using var response = await registry.SendAsync(call.Request(), Cancellation);
            Assert.True(
                response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.ServiceUnavailable, $"{call.Function} answered {response.StatusCode}.");
            return response.IsSuccessStatusCode;
        });
        return true;
    }

    private sealed record Answer(string Function, HttpStatusCode Status, TimeSpan? RetryAfter, string? MediaType)
    {
        public bool IsSuccess => (int)Status is >= 200 and < 300;

        /// <summary>Health says which part is down, and so it has a document of its own.</summary>
        public bool IsUnavailable => Status == HttpStatusCode.ServiceUnavailable
            && RetryAfter > TimeSpan.Zero
            && MediaType == (Function == "GetHealth" ? "application/json" : "application/problem+json");
    }
}
