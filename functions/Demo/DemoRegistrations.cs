using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Notifications;

namespace ServerlessRegistry.Demo;

/// <summary>
/// Registers made-up owners over HTTP, as the web page does, as soon as the registry runs, and opens the links in their mails. Then it is
/// done, and the registry goes on. A second run with the same seed registers nobody twice.
/// </summary>
internal sealed partial class DemoRegistrations(
    DemoOptions options,
    DemoOwners owners,
    DemoSilence silence,
    ConfirmationPolicy confirmation,
    IServer server,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<DemoRegistrations> logger)
    : BackgroundService
{
    /// <summary>The outbox lists the newest hundred mails; fewer than that wait for their owners at any time.</summary>
    private const int Batch = 40;
    private const int AtOnce = 4;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var client = new HttpClient { BaseAddress = await AddressAsync(stoppingToken) };
            await RegisterAllAsync(client, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The registry stops before everybody has registered; the next run goes on.
        }
        catch (HttpRequestException exception)
        {
            LogFailed(exception);
        }
        finally
        {
            silence.End();
        }
    }

    private async Task RegisterAllAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var (registered, open) = (0, 0);
        foreach (var numbers in Enumerable.Range(0, options.Owners).Chunk(Batch))
        {
            var waiting = await RegisterAsync(client, numbers, cancellationToken);
            registered += numbers.Length;
            open += await ConfirmAsync(client, waiting, cancellationToken);
            LogProgress(registered, options.Owners);
        }

        LogDone(registered, options.Seed);
        if (open > 0)
        {
            LogOpen(open);
        }
    }

    /// <summary>Registers some owners.</summary>
    /// <returns>The ids of those who have to confirm their address yet.</returns>
    private async Task<HashSet<string>> RegisterAsync(HttpClient client, IEnumerable<int> numbers, CancellationToken cancellationToken)
    {
        var waiting = new ConcurrentBag<string>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(numbers, parallel, async (number, token) =>
        {
            var receipt = await SubmitAsync(client, number, token);
            if (confirmation.IsRequired && !await IsConfirmedAsync(client, receipt, token))
            {
                waiting.Add(receipt.Id);
            }
        });
        return [.. waiting];
    }

    private async Task<DemoReceipt> SubmitAsync(HttpClient client, int number, CancellationToken cancellationToken)
    {
        var form = await owners.OwnerAsync(number, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/registrations") { Content = JsonContent.Create(form, DemoJson.Default.RegistrationForm) };
        request.Headers.Add("Idempotency-Key", $"demo-{options.Seed}-{number}");
        using var response = await client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync(DemoJson.Default.DemoReceipt, cancellationToken))!;
    }

    private static async Task<bool> IsConfirmedAsync(HttpClient client, DemoReceipt receipt, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"api/registrations/{receipt.Id}");
        request.Headers.Add("X-Manage-Token", receipt.ManageToken);
        using var response = await client.SendAsync(request, cancellationToken);

        // One that was withdrawn since an earlier run stays withdrawn.
        return !response.IsSuccessStatusCode || (await response.Content.ReadFromJsonAsync(DemoJson.Default.DemoState, cancellationToken))!.EmailConfirmed;
    }

    /// <summary>Opens the links in the mails of these registrations as they come.</summary>
    /// <returns>How many had no mail in time.</returns>
    private async Task<int> ConfirmAsync(HttpClient client, HashSet<string> waiting, CancellationToken cancellationToken)
    {
        var deadline = clock.GetUtcNow() + LongestWait;
        while (waiting.Count > 0 && clock.GetUtcNow() < deadline)
        {
            foreach (var (id, token) in await LinksAsync(client, cancellationToken))
            {
                if (waiting.Contains(id) && await ConfirmAsync(client, id, token, cancellationToken))
                {
                    waiting.Remove(id);
                }
            }

            if (waiting.Count > 0)
            {
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }

        return waiting.Count;
    }

    private static async Task<bool> ConfirmAsync(HttpClient client, string id, string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/registrations/{id}/confirmation");
        request.Headers.Add("X-Manage-Token", token);
        using var response = await client.SendAsync(request, cancellationToken);
        return response.IsSuccessStatusCode;
    }

    private static async Task<IEnumerable<(string Id, string Token)>> LinksAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "local/outbox");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        var mails = await response.Content.ReadFromJsonAsync(DemoJson.Default.DemoMailArray, cancellationToken);
        return mails!.SelectMany(mail => mail.Links).Select(link => ConfirmationLink().Match(link)).Where(match => match.Success)
            .Select(match => (match.Groups["id"].Value, match.Groups["token"].Value));
    }

    /// <summary>Where the registry listens, once it does: by a loopback name, because only callers on this machine see the outbox.</summary>
    private async Task<Uri> AddressAsync(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellationToken);
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? throw new HttpRequestException("The registry listens nowhere: made-up owners need the local host.");
        var uri = new Uri(address.Replace("//+", "//localhost", StringComparison.Ordinal).Replace("//*", "//localhost", StringComparison.Ordinal));
        return uri.Host is "0.0.0.0" or "[::]" ? new UriBuilder(uri) { Host = "localhost" }.Uri : uri;
    }

    [GeneratedRegex("/confirm/#id=(?<id>[0-9A-Z]+)&token=(?<token>[A-Za-z0-9_-]+)")]
    private static partial Regex ConfirmationLink();

    [LoggerMessage(LogLevel.Information, "Demo data: {Registered} of {Owners} owners are registered.")]
    private partial void LogProgress(int registered, int owners);

    [LoggerMessage(LogLevel.Warning, "Demo data: {Open} owners got no mail to confirm their address with, and are not on the map.")]
    private partial void LogOpen(int open);

    [LoggerMessage(LogLevel.Information, "Demo data: all {Registered} owners of seed {Seed} are registered. The last placards are still being made.")]
    private partial void LogDone(int registered, int seed);

    [LoggerMessage(LogLevel.Error, "Demo data: the registry did not take an owner; the next run goes on where this one ended.")]
    private partial void LogFailed(Exception exception);
}
