using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;
using ServerlessRegistry.Storage;

namespace ServerlessRegistry.Notifications;

/// <summary>Registers what sends mail to owners.</summary>
internal static class NotificationServices
{
    /// <summary>Adds the mailer that the settings choose, and what makes and asks for mails.</summary>
    /// <exception cref="OptionsValidationException">A setting is wrong or missing, so the registry must not start.</exception>
    public static IServiceCollection AddMail(this IServiceCollection services, IConfiguration configuration)
    {
        var options = MailOptions.Read(configuration, StorageConnection.Read(configuration).IsOnThisMachine);
        return services
            .AddSingleton(options)
            .AddSingleton(new ConfirmationPolicy(options.IsConfirmationRequired))
            .AddSingleton<MailRequests>()
            .AddSingleton<MailComposer>()
            .AddMailer(options);
    }

    private static IServiceCollection AddMailer(this IServiceCollection services, MailOptions options) => options.Mailer switch
    {
        MailerKind.Smtp => services.AddSingleton<IMailer>(_ => new SmtpMailer(options.Smtp!)),
        MailerKind.Outbox => services.AddSingleton<IMailer, OutboxMailer>().AddKeyedSingleton<IFileProvider, OutboxFiles>(OutboxFiles.ServiceKey),
        _ => services.AddSingleton<IMailer, AbsentMailer>(),
    };
}
