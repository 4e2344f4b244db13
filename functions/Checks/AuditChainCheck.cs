using System.Globalization;
using System.Runtime.CompilerServices;
using ServerlessRegistry.Audit;

namespace ServerlessRegistry.Checks;

/// <summary>The chain of the audit log is whole, from its first line to its newest.</summary>
internal sealed class AuditChainCheck(AuditVerification verification) : ICheck
{
    /// <inheritdoc/>
    public string Subject => "audit log";

    /// <inheritdoc/>
    public async IAsyncEnumerable<CheckItem> ItemsAsync(CheckSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return new CheckItem("audit", (_, stop) => LookAsync(stop));
    }

    private async Task<Verdict> LookAsync(CancellationToken cancellationToken)
    {
        var finding = await verification.VerifyAsync(null, null, cancellationToken);
        return finding.Problem is { } problem
            ? Verdict.Of(
                $"audit.{problem.Kind.ToString().ToLowerInvariant()}",
                string.Create(CultureInfo.InvariantCulture, $"{problem.File}:{problem.Line}"),
                problem.Detail,
                "Follow docs/audit.md: compare the file with its backup and find out who can write to the storage.")
            : Verdict.Sound;
    }
}
