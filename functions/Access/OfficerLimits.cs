using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Audit;

namespace ServerlessRegistry.Access;

/// <summary>
/// Keeps an account that was taken over, or a script, from copying the registry: each officer has so many searches and
/// disclosures a minute. Each instance of the app counts for itself.
/// </summary>
public sealed class OfficerLimits : IDisposable
{
    private const string Section = "Limits";
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<(AuditAction Action, string Officer)> _limiter;

    private OfficerLimits(int searches, int disclosures)
    {
        _limiter = PartitionedRateLimiter.Create<(AuditAction Action, string Officer), (AuditAction, string)>(use =>
            RateLimitPartition.GetFixedWindowLimiter(use, _ => new FixedWindowRateLimiterOptions
            {
                PermitLimit = use.Action == AuditAction.Search ? searches : disclosures,
                Window = Window,
            }));
    }

    /// <summary>The limits of <c>Limits:SearchesPerMinute</c> (60) and <c>Limits:DisclosuresPerMinute</c> (30).</summary>
    /// <exception cref="OptionsValidationException">A limit is not a whole number above 0.</exception>
    public static OfficerLimits From(IConfiguration configuration) =>
        new(Read(configuration, "SearchesPerMinute", 60), Read(configuration, "DisclosuresPerMinute", 30));

    /// <summary>Counts one use.</summary>
    /// <param name="action">A search or a disclosure.</param>
    /// <param name="officer">The officer's object id.</param>
    /// <returns><see langword="null"/> where it may go on; else how long to wait.</returns>
    internal TimeSpan? Count(AuditAction action, string officer)
    {
        using var lease = _limiter.AttemptAcquire((action, officer));
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) && wait > TimeSpan.Zero ? wait : Window;
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();

    private static int Read(IConfiguration configuration, string name, int otherwise)
    {
        var text = configuration[$"{Section}:{name}"];
        return string.IsNullOrWhiteSpace(text) ? otherwise
            : int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0 ? limit
            : throw new OptionsValidationException(Section, typeof(OfficerLimits), [$"{Section}:{name} is '{text}': it must be a whole number above 0."]);
    }
}
