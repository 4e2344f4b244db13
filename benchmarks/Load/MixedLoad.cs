using ServerlessRegistry.Benchmarks.Laboratory;

namespace ServerlessRegistry.Benchmarks.Load;

/// <summary>Owners, officers and a coordinator who use a registry at the same time, each as fast as their pauses let them.</summary>
/// <param name="Owners">How many owners.</param>
/// <param name="Officers">How many officers.</param>
/// <param name="Pause">How long each rests after each thing they do, on average.</param>
/// <param name="Registrations">How many registrations an owner has at most; whoever has as many withdraws the oldest before the next.</param>
internal sealed record LoadShape(int Owners, int Officers, TimeSpan Pause, int Registrations = int.MaxValue);

/// <inheritdoc cref="LoadShape"/>
internal sealed class MixedLoad
{
    private readonly LoadShape _shape;
    private readonly List<Owner> _owners;
    private readonly List<Func<CancellationToken, Task>> _workers;
    private readonly Random _random;

    /// <param name="shape">Who takes part.</param>
    /// <param name="client">How they call the registry.</param>
    /// <param name="mail">Where the owners read their mail.</param>
    /// <param name="ledger">Where they note what was acknowledged.</param>
    /// <param name="forms">What the owners send.</param>
    /// <param name="seed">What all that they draw follows from.</param>
    public MixedLoad(LoadShape shape, RegistryClient client, MailServer mail, Ledger ledger, Forms forms, int seed)
    {
        _shape = shape;
        _random = new Random(seed);
        _owners = [.. Enumerable.Range(0, shape.Owners).Select(_ => new Owner(client, mail, ledger, forms, shape.Registrations, new Random(_random.Next())))];
        _workers =
        [
            .. _owners.Select<Owner, Func<CancellationToken, Task>>(owner => owner.ActAsync),
            .. Enumerable.Range(0, shape.Officers).Select<int, Func<CancellationToken, Task>>(_ => new Agency(client, ledger, new Random(_random.Next())).ActAsOfficerAsync),
            new Agency(client, ledger, new Random(_random.Next())).ActAsCoordinatorAsync,
        ];
    }

    /// <summary>Works until it is enough; then everybody ends what they have begun.</summary>
    /// <param name="enough">Says when it is.</param>
    /// <param name="cancellationToken">Cuts everything off.</param>
    public Task RunAsync(CancellationToken enough, CancellationToken cancellationToken) =>
        Task.WhenAll(_workers.Select(worker => WorkAsync(worker, new Random(_random.Next()), enough, cancellationToken)));

    /// <summary>Lets every owner confirm whose mail has come.</summary>
    public Task ConfirmAllAsync(CancellationToken cancellationToken) => Task.WhenAll(_owners.Select(owner => owner.ConfirmAllAsync(cancellationToken)));

    private async Task WorkAsync(Func<CancellationToken, Task> act, Random random, CancellationToken enough, CancellationToken cancellationToken)
    {
        while (!enough.IsCancellationRequested)
        {
            await act(cancellationToken);
            await Task.Delay(_shape.Pause * 2 * random.NextDouble(), cancellationToken);
        }
    }
}
