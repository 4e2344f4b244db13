using Microsoft.Extensions.DependencyInjection;

namespace ServerlessRegistry.Audit;

/// <summary>The audit log.</summary>
internal static class AuditServices
{
    /// <summary>Adds what writes, reads and checks the log.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services) => services
        .AddSingleton(new AuditLimits())
        .AddSingleton<AuditFiles>()
        .AddSingleton<AuditHeads>()
        .AddHostedService(provider => provider.GetRequiredService<AuditHeads>())
        .AddSingleton<AuditChain>()
        .AddSingleton<AuditLog>()
        .AddSingleton<AuditReader>()
        .AddSingleton<AuditVerification>();
}
