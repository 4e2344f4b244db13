using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MimeKit;

namespace ServerlessRegistry.Tests.Notifications;

/// <summary>
/// A mail server on a loopback port that speaks SMTP (RFC 5321) with STARTTLS (RFC 3207) and AUTH PLAIN and LOGIN (RFC 4954). It
/// refuses what such a server refuses: commands out of order, mail before TLS, mail from strangers. Each session follows the
/// script that a test has lined up, the last one again and again.
/// </summary>
public sealed class SmtpServer : IAsyncDisposable
{
    public const string UserName = "registry|app|tenant";

    public const string Password = "password-that-must-not-leak-7e1d";

    /// <summary>One for every server of the process: to make it costs more than most conversations.</summary>
    private static readonly Lazy<X509Certificate2> Certificate = new(SelfSigned);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<SmtpScript> _scripts = new();
    private readonly ConcurrentQueue<SmtpDelivery> _deliveries = new();
    private readonly ConcurrentQueue<string> _commands = new();
    private readonly ConcurrentBag<Task> _sessions = [];
    private readonly Task _accepting;
    private int _sessionCount;

    private SmtpServer(SmtpScript[] scripts)
    {
        Array.ForEach(scripts is [] ? [new SmtpScript()] : scripts, _scripts.Enqueue);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Every message that was accepted.</summary>
    public IReadOnlyList<SmtpDelivery> Deliveries => [.. _deliveries];

    /// <summary>Every command so far.</summary>
    public IReadOnlyList<string> Commands => [.. _commands];

    public int SessionCount => Volatile.Read(ref _sessionCount);

    public static SmtpServer Start(params SmtpScript[] scripts) => new(scripts);

    /// <summary>Whether it is the certificate of such servers, which no machine trusts by itself.</summary>
    public bool IsOwn(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate?.GetCertHashString() == Certificate.Value.Thumbprint;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        await Task.WhenAll(_sessions);
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
                Interlocked.Increment(ref _sessionCount);
                _sessions.Add(ServeAsync(client, NextScript()));
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private SmtpScript NextScript()
    {
        if (_scripts.Count > 1 && _scripts.TryDequeue(out var next))
        {
            return next;
        }

        return _scripts.TryPeek(out var last) ? last : new SmtpScript();
    }

    private async Task ServeAsync(TcpClient client, SmtpScript script)
    {
        using (client)
        {
            try
            {
                await using var session = new Session(this, client.GetStream(), script, _end.Token);
                await session.RunAsync();
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException or System.Security.Authentication.AuthenticationException)
            {
                // The client has hung up, or the server stops.
            }
        }
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    private sealed class Session(SmtpServer server, NetworkStream network, SmtpScript script, CancellationToken end) : IAsyncDisposable
    {
        private Stream _stream = network;
        private bool _isSecure;
        private bool _isSignedIn;
        private string? _sender;
        private string? _recipient;

        public ValueTask DisposeAsync() => _stream.DisposeAsync();

        public async Task RunAsync()
        {
            if (script.TlsFromTheStart)
            {
                await SecureAsync();
            }

            if (!await AnswerAsync(SmtpStep.Greeting, "220 localhost ready"))
            {
                return;
            }

            while (await ReadLineAsync() is { } line)
            {
                server._commands.Enqueue(line);
                if (!await ObeyAsync(line))
                {
                    return;
                }
            }
        }

        private Task<bool> ObeyAsync(string line) => line.Split(' ')[0].ToUpperInvariant() switch
        {
            "EHLO" => AnswerAsync(SmtpStep.Hello, Extensions()),
            "HELO" => AnswerAsync(SmtpStep.Hello, "250 localhost"),
            "STARTTLS" => StartTlsAsync(),
            "AUTH" => SignInAsync(line),
            "MAIL" => MailAsync(line),
            "RCPT" => RecipientAsync(line),
            "DATA" => DataAsync(),
            "RSET" => SayAsync("250 forgotten"),
            "NOOP" => SayAsync("250 still here"),
            "QUIT" => QuitAsync(),
            _ => SayAsync("500 what?"),
        };

        private string Extensions()
        {
            List<string> lines = ["localhost greets you", "ENHANCEDSTATUSCODES"];
            lines.AddRange(script.KnowsEightBits ? ["8BITMIME"] : []);
            lines.AddRange(script.KnowsUtf8 ? ["SMTPUTF8"] : []);
            lines.AddRange(script.OffersTls && !_isSecure ? ["STARTTLS"] : []);
            lines.AddRange(script.AsksForPassword && _isSecure ? ["AUTH PLAIN LOGIN"] : []);
            return string.Join("\r\n", lines.Select((text, index) => $"250{(index == lines.Count - 1 ? ' ' : '-')}{text}"));
        }

        private async Task<bool> StartTlsAsync()
        {
            if (!script.OffersTls || _isSecure)
            {
                return await SayAsync("502 no TLS here");
            }

            if (!await AnswerAsync(SmtpStep.StartTls, "220 go ahead"))
            {
                return false;
            }

            if (script.GarblesTls)
            {
                await SayAsync("this is no TLS at all");
                return false;
            }

            await SecureAsync();
            return true;
        }

        private async Task SecureAsync()
        {
            var secure = new SslStream(_stream);
            _stream = secure;
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate.Value }, end);
            _isSecure = true;
        }

        private async Task<bool> SignInAsync(string line)
        {
            if (!script.AsksForPassword || !_isSecure)
            {
                return await SayAsync("503 not now");
            }

            var given = line.Split(' ') switch
            {
                [_, "PLAIN", var initial] => Decoded(initial),
                [_, "PLAIN"] => Decoded(await AskAsync("")),
                [_, "LOGIN"] => $"\0{Decoded(await AskAsync("Username:"))}\0{Decoded(await AskAsync("Password:"))}",
                [_, "LOGIN", var name] => $"\0{Decoded(name)}\0{Decoded(await AskAsync("Password:"))}",
                _ => "",
            };
            _isSignedIn = given == $"\0{UserName}\0{Password}" && !script.Steps.ContainsKey(SmtpStep.SignIn);
            return await AnswerAsync(SmtpStep.SignIn, _isSignedIn ? "235 welcome" : $"535 5.7.8 {UserName} is not welcome");
        }

        private async Task<string> AskAsync(string question)
        {
            await SayAsync($"334 {Convert.ToBase64String(Encoding.UTF8.GetBytes(question))}");
            return await ReadLineAsync() ?? "";
        }

        private Task<bool> MailAsync(string line)
        {
            if (script.OffersTls && !_isSecure)
            {
                return SayAsync("530 5.7.0 say STARTTLS first");
            }

            if (script.AsksForPassword && !_isSignedIn)
            {
                return SayAsync("530 5.7.0 sign in first");
            }

            _sender = Address(line);
            return AnswerAsync(SmtpStep.Sender, "250 ok");
        }

        private Task<bool> RecipientAsync(string line)
        {
            if (_sender is null)
            {
                return SayAsync("503 who are you?");
            }

            _recipient = Address(line);
            return AnswerAsync(SmtpStep.Recipient, "250 ok");
        }

        private async Task<bool> DataAsync()
        {
            if (_recipient is null)
            {
                return await SayAsync("503 for whom?");
            }

            if (!await AnswerAsync(SmtpStep.Data, "354 go on"))
            {
                return false;
            }

            if (script.Steps.TryGetValue(SmtpStep.Data, out var answer) && answer is not SmtpAnswer.Slow)
            {
                return true;
            }

            var content = await ReadContentAsync();
            var isAccepted = content is not null && (!script.Steps.TryGetValue(SmtpStep.Content, out var verdict) || verdict is SmtpAnswer.Slow);
            if (isAccepted)
            {
                server._deliveries.Enqueue(new SmtpDelivery(_sender!, _recipient, _isSecure, _isSignedIn, content!));
            }

            return content is not null && await AnswerAsync(SmtpStep.Content, "250 in good hands");
        }

        private async Task<bool> QuitAsync()
        {
            await AnswerAsync(SmtpStep.Quit, "221 good bye");
            return false;
        }

        /// <summary>The message without the dots that were added to it; <see langword="null"/> where the script hangs up in its middle.</summary>
        private async Task<byte[]?> ReadContentAsync()
        {
            using var content = new MemoryStream();
            while (await ReadLineAsync() is { } line)
            {
                if (line == ".")
                {
                    return content.ToArray();
                }

                content.Write(Encoding.Latin1.GetBytes($"{(line.StartsWith('.') ? line[1..] : line)}\r\n"));
                if (script.HangsUpWithinTheMessage)
                {
                    return null;
                }
            }

            return null;
        }

        /// <summary>Gives the usual answer, or the one that the script has for this step.</summary>
        /// <returns>Whether the session goes on.</returns>
        private async Task<bool> AnswerAsync(SmtpStep step, string usual)
        {
            switch (script.Steps.GetValueOrDefault(step))
            {
                case SmtpAnswer.Reply reply:
                    return await SayAsync(reply.Line);
                case SmtpAnswer.HangUp:
                    return false;
                case SmtpAnswer.Silence:
                    await Task.Delay(Timeout.Infinite, end);
                    return false;
                case SmtpAnswer.Slow slow:
                    foreach (var character in $"{usual}\r\n")
                    {
                        await Task.Delay(slow.PerCharacter, end);
                        await _stream.WriteAsync(new[] { (byte)character }, end);
                    }

                    return true;
                default:
                    return await SayAsync(usual);
            }
        }

        private async Task<bool> SayAsync(string line)
        {
            await _stream.WriteAsync(Encoding.Latin1.GetBytes($"{line}\r\n"), end);
            return true;
        }

        /// <summary>A line as Latin 1, which keeps each byte as it is.</summary>
        private async Task<string?> ReadLineAsync()
        {
            var line = new List<byte>();
            var next = new byte[1];
            while (await _stream.ReadAsync(next, end) == 1)
            {
                if (next[0] == '\n')
                {
                    return Encoding.Latin1.GetString([.. line]).TrimEnd('\r');
                }

                line.Add(next[0]);
            }

            return null;
        }

        private static string Decoded(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));

        private static string Address(string line) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(line[(line.IndexOf('<') + 1)..line.IndexOf('>')]));
    }
}

/// <summary>How a session goes; by default as one wishes.</summary>
public sealed record SmtpScript
{
    public bool TlsFromTheStart { get; init; }

    public bool OffersTls { get; init; }

    public bool GarblesTls { get; init; }

    public bool AsksForPassword { get; init; }

    public bool KnowsEightBits { get; init; } = true;

    public bool KnowsUtf8 { get; init; }

    public bool HangsUpWithinTheMessage { get; init; }

    public IReadOnlyDictionary<SmtpStep, SmtpAnswer> Steps { get; init; } = new Dictionary<SmtpStep, SmtpAnswer>();

    /// <summary>A session that goes wrong at one step.</summary>
    public static SmtpScript At(SmtpStep step, SmtpAnswer answer) => new() { Steps = new Dictionary<SmtpStep, SmtpAnswer> { [step] = answer } };

    /// <summary>A session with this reply at one step.</summary>
    public static SmtpScript At(SmtpStep step, string reply) => At(step, new SmtpAnswer.Reply(reply));
}

/// <summary>Where the server speaks.</summary>
public enum SmtpStep
{
    Greeting,
    Hello,
    StartTls,
    SignIn,
    Sender,
    Recipient,
    Data,
    Content,
    Quit,
}

/// <summary>What it says there.</summary>
public abstract record SmtpAnswer
{
    public sealed record Reply(string Line) : SmtpAnswer;

    public sealed record HangUp : SmtpAnswer;

    public sealed record Silence : SmtpAnswer;

    public sealed record Slow(TimeSpan PerCharacter) : SmtpAnswer;
}

/// <summary>A message that the server took.</summary>
public sealed record SmtpDelivery(string Sender, string Recipient, bool IsSecure, bool IsSignedIn, byte[] Content)
{
    /// <summary>Its bytes, each as one character.</summary>
    public string Raw => Encoding.Latin1.GetString(Content);

    public MimeMessage Message => MimeMessage.Load(new MemoryStream(Content), TestContext.Current.CancellationToken);
}
