using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using ServerlessRegistry.City;
using ServerlessRegistry.Notifications;

namespace ServerlessRegistry.Registrations;

/// <summary>Turns requests for mail into what is to be told to whom.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "Callers have an instance.")]
public sealed class OwnerLetters(RegistrationStore registrations, IOptions<CityProgram> city)
{
    /// <summary>What to send; <see langword="null"/> where there is nobody to tell any more.</summary>
    public async Task<OwnerMail?> PrepareAsync(MailRequest request, CancellationToken cancellationToken)
    {
        if (await registrations.FindAsync(RegistrationId.Parse(request.RegistrationId), cancellationToken) is not { } registration)
        {
            return null;
        }

        var owner = registration.Form.Owner;
        var page = request.Kind is MailKind.Confirmation or MailKind.ConfirmationReminder or MailKind.EmailChange ? "confirm" : "manage";
        var link = new Uri($"{city.Value.SiteUrl}/{page}/#id={registration.Id}&token={ManageToken.Create().Value}");
        return new OwnerMail(request.Kind, registration.Id.Value, owner.Name, owner.Email, owner.Language, link, registration.ValidUntil);
    }

    /// <summary>The mail is sent.</summary>
    public Task SentAsync(MailRequest request, OwnerMail mail, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The mail is given up.</summary>
    public Task NotSentAsync(MailRequest request, OwnerMail mail, CancellationToken cancellationToken) => Task.CompletedTask;
}
