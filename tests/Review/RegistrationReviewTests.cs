using Azure;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Review;

namespace ServerlessRegistry.Tests.Review;

/// <summary>What becomes of a registration whose message lies in a poison queue.</summary>
public sealed class RegistrationReviewTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FailedStep_WhichSucceedsNow_AsksNobody()
    {
        await using var registry = OwnersRegistry.Start(azurite.NewAccount());
        var owner = await registry.Host.RegisterAsync();

        await AskUnlessAsync(registry, owner.Id, _ => null);

        Assert.Equal("received", await StatusAsync(registry, owner));
    }

    [Fact]
    public async Task FailedStep_WhileTheStorageIsAway_FailsAgainAndAsksNobody()
    {
        await using var registry = OwnersRegistry.Start(azurite.NewAccount());
        var owner = await registry.Host.RegisterAsync();

        await Assert.ThrowsAsync<RequestFailedException>(() => AskUnlessAsync(registry, owner.Id, _ => new RequestFailedException(503, "Busy.")));

        Assert.Equal("received", await StatusAsync(registry, owner));
    }

    [Fact]
    public async Task FailedStep_WhichFailsForAnotherReason_AsksAPerson()
    {
        await using var registry = OwnersRegistry.Start(azurite.NewAccount());
        var owner = await registry.Host.RegisterAsync();

        await AskUnlessAsync(registry, owner.Id, _ => new InvalidOperationException("A defect."));

        Assert.Equal("needsReview", await StatusAsync(registry, owner));
    }

    private static Task AskUnlessAsync(OwnersRegistry registry, string id, Func<RegistrationId, Exception?> step) =>
        registry.Host.Services.GetRequiredService<RegistrationReview>().AskUnlessAsync(
            (known, _) => step(known) is { } failure ? Task.FromException<Registration?>(failure) : Task.FromResult<Registration?>(null),
            RegistrationId.Parse(id),
            "geocode-requests-poison",
            "The address could not be looked up.",
            Cancellation);

    private static async Task<string?> StatusAsync(OwnersRegistry registry, (string Id, string Token) owner) =>
        (await registry.Host.RegistrationAsync(owner.Id, owner.Token)).GetProperty("status").GetString();
}
