using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MimeKit;
using ServerlessRegistry.Benchmarks.Performance.Laboratory;
using ServerlessRegistry.Notifications;
using ServerlessRegistry.Placards;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Benchmarks.Performance.Registrations;

/// <summary>
/// Owners who register with a registry and follow the link of their mail at once. What they wait for, the placard, they learn from the
/// registry's log, so that looking after it costs the storage nothing.
/// </summary>
internal sealed partial class OwnersWork : IMailer, ILoggerProvider
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim _active = new(0);
    private readonly ConcurrentQueue<Task> _confirmations = new();
    private readonly ConcurrentDictionary<string, string> _mailed = new();
    private HttpClient _client = new();

    /// <summary>Puts this in the place of what sends the registry's mail, and beside its log.</summary>
    public void AddTo(IServiceCollection services) => services.AddSingleton<IMailer>(this).AddSingleton<ILoggerProvider>(this);

    /// <summary>Says which registry the owners go to.</summary>
    public void Use(LocalRegistry registry) => _client = registry.Client;

    /// <summary>A form as the web page sends it: one camera at an address that the street grid places.</summary>
    public static JsonObject Form(int number) => new()
    {
        ["owner"] = new JsonObject
        {
            ["kind"] = "business",
            ["name"] = "Ana Ruiz",
            ["organization"] = "Ruiz Hardware",
            ["email"] = $"ana{number}@example.com",
            ["phone"] = "+1 312 555 0123",
            ["language"] = "en",
        },
        ["address"] = new JsonObject { ["street"] = $"{1000 + (number % 2900)} W Addison St", ["city"] = "Chicago", ["state"] = "IL", ["postalCode"] = "60613" },
        ["cameras"] = new JsonArray(new JsonObject
        {
            ["label"] = "Front door",
            ["facing"] = 90,
            ["fieldOfView"] = 110,
            ["range"] = 25,
            ["covers"] = new JsonArray("street", "sidewalk"),
            ["retentionDays"] = 14,
            ["recordsAudio"] = false,
            ["nightVision"] = true,
        }),
        ["consent"] = new JsonObject { ["accepted"] = true, ["termsVersion"] = "2026-11" },
    };

    /// <summary>Registers, which must be accepted.</summary>
    public async Task<string> RegisterAsync(int number, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/registrations") { Content = JsonContent.Create(Form(number)) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        using var response = await _client.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Accepted)
        {
            throw new InvalidOperationException($"A registration was answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
        }

        return (await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("id").GetString()!;
    }

    /// <summary>Waits until so many more registrations are active, and every confirmation is answered.</summary>
    public async Task AwaitActiveAsync(int count, CancellationToken cancellationToken)
    {
        for (var seen = 0; seen < count; seen++)
        {
            var clock = Stopwatch.StartNew();
            while (!await _active.WaitAsync(Look, cancellationToken))
            {
                // One that failed says why nothing more comes.
                await Task.WhenAll(_confirmations.Where(confirmation => confirmation.IsFaulted));
                if (clock.Elapsed > Patience)
                {
                    throw new InvalidOperationException($"Only {seen} of {count} registrations became active.");
                }
            }
        }

        while (_confirmations.TryDequeue(out var confirmation))
        {
            await confirmation;
        }
    }

    /// <inheritdoc/>
    public Task SendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        if (Link().Match(message.TextBody ?? "") is { Success: true } link)
        {
            _mailed[link.Groups["id"].Value] = link.Groups["token"].Value;
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => categoryName switch
    {
        _ when categoryName == typeof(RenderPlacard).FullName => new RegistryLog(NoteDrawn),
        _ when categoryName == typeof(SendMail).FullName => new RegistryLog(NoteMailed),
        _ => NullLogger.Instance,
    };

    /// <inheritdoc/>
    public void Dispose() => _active.Dispose();

    private void NoteDrawn(IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        if (values.Any(value => value is { Key: "Status", Value: RegistrationStatus.Active }))
        {
            _active.Release();
        }
    }

    /// <summary>An owner reads the mail when the registry is done with it, and not before.</summary>
    private void NoteMailed(IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        if (values.FirstOrDefault(value => value.Key == "RegistrationId" || value.Key == "Id").Value is string id && _mailed.TryRemove(id, out var token))
        {
            _confirmations.Enqueue(ConfirmAsync(id, token));
        }
    }

    private async Task ConfirmAsync(string id, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/registrations/{id}/confirmation");
        request.Headers.Add("X-Manage-Token", token);
        using var response = await _client.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    [GeneratedRegex(@"/confirm/?#id=(?<id>\w+)&token=(?<token>[\w-]+)")]
    private static partial Regex Link();

    /// <summary>Hears what the registry says of itself.</summary>
    private sealed class RegistryLog(Action<IReadOnlyList<KeyValuePair<string, object?>>> note) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (state is IReadOnlyList<KeyValuePair<string, object?>> values)
            {
                note(values);
            }
        }
    }
}
