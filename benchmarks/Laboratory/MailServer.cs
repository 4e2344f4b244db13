using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using MimeKit;

namespace ServerlessRegistry.Benchmarks.Laboratory;

/// <summary>What goes wrong in a session with the mail server.</summary>
internal enum MailFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It has no time: 421 in place of a greeting.</summary>
    Busy,

    /// <summary>It hangs up in place of a greeting.</summary>
    HangUp,

    /// <summary>It does not take the message now: 451.</summary>
    TryLater,

    /// <summary>It takes the message and hangs up before it says so.</summary>
    HangUpAfterTaking,

    /// <summary>It says nothing for some seconds.</summary>
    Slow,
}

/// <summary>A mail server on a loopback port (RFC 5321) that keeps the links of the mails it takes.</summary>
internal sealed partial class MailServer : IAsyncDisposable
{
    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(4);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Task, bool> _sessions = new();
    private readonly ConcurrentDictionary<string, TakenMail> _links = new();
    private readonly ConcurrentQueue<TakenMail> _mails = new();
    private readonly Func<MailFault> _nextFault;
    private readonly Task _accepting;

    /// <param name="nextFault">Draws what goes wrong in the next session; <see langword="null"/> for nothing ever.</param>
    public MailServer(Func<MailFault>? nextFault = null)
    {
        _nextFault = nextFault ?? (() => MailFault.None);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Every mail that it took, also those that it hung up on.</summary>
    public IReadOnlyCollection<TakenMail> Mails => [.. _mails];

    /// <summary>The newest mail that leads to a page about a registration; <see langword="null"/> where there is none.</summary>
    public TakenMail? Find(string page, string registrationId) => _links.GetValueOrDefault($"{page}/{registrationId}");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        await Task.WhenAll(_sessions.Keys);
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                var session = ServeAsync(client);
                _sessions.TryAdd(session, true);
                _ = session.ContinueWith(ended => _sessions.TryRemove(ended, out _), TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await TalkAsync(client.GetStream(), _nextFault());
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException)
            {
                // The client has hung up, or the server stops.
            }
        }
    }

    private async Task TalkAsync(Stream stream, MailFault fault)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1);
        async Task SayAsync(string line) => await stream.WriteAsync(Encoding.Latin1.GetBytes($"{line}\r\n"), _end.Token);
        switch (fault)
        {
            case MailFault.HangUp:
                return;
            case MailFault.Busy:
                await SayAsync("421 no time now");
                return;
            case MailFault.Slow:
                await Task.Delay(Slowness, _end.Token);
                break;
        }

        await SayAsync("220 localhost ready");
        while (await reader.ReadLineAsync(_end.Token) is { } line)
        {
            switch (line.Split(' ')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await SayAsync("250-localhost\r\n250-8BITMIME\r\n250 SMTPUTF8");
                    break;
                case "DATA":
                    await SayAsync("354 go on");
                    var content = await ReadContentAsync(reader);
                    if (fault == MailFault.TryLater)
                    {
                        await SayAsync("451 not now");
                        break;
                    }

                    Take(content);
                    if (fault == MailFault.HangUpAfterTaking)
                    {
                        return;
                    }

                    await SayAsync("250 in good hands");
                    break;
                case "QUIT":
                    await SayAsync("221 good bye");
                    return;
                default:
                    await SayAsync("250 ok");
                    break;
            }
        }
    }

    private async Task<byte[]> ReadContentAsync(StreamReader reader)
    {
        var content = new StringBuilder();
        while (await reader.ReadLineAsync(_end.Token) is { } line && line != ".")
        {
            content.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        return Encoding.Latin1.GetBytes(content.ToString());
    }

    private void Take(byte[] content)
    {
        using var message = MimeMessage.Load(new MemoryStream(content));
        var link = Link().Match(message.TextBody ?? "");
        var mail = new TakenMail(
            message.To.Mailboxes.Single().Address, message.Subject ?? "", link.Groups["page"].Value, link.Groups["id"].Value, Uri.UnescapeDataString(link.Groups["token"].Value));
        _mails.Enqueue(mail);
        if (link.Success)
        {
            _links[$"{mail.Page}/{mail.RegistrationId}"] = mail;
        }
    }

    [GeneratedRegex(@"https?://[^/\s]+/(?<page>[a-z]+)/?#id=(?<id>\w+)&token=(?<token>[\w%-]+)")]
    private static partial Regex Link();
}

/// <summary>A mail that was taken.</summary>
/// <param name="To">The address that it went to.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Page">The page that its link leads to; empty where it has none.</param>
/// <param name="RegistrationId">The registration that the link is about.</param>
/// <param name="Token">The link's token.</param>
internal sealed record TakenMail(string To, string Subject, string Page, string RegistrationId, string Token);
