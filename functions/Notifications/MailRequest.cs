namespace ServerlessRegistry.Notifications;

/// <summary>A message of the queue <c>mail-requests</c>. Nothing personal goes through a queue: the mail is made when it is sent.</summary>
/// <param name="RegistrationId">Which registration it is about.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Attempt">How often it was tried before.</param>
/// <param name="EmailIndex">The index of the address that is meant, where it is not the registration's own.</param>
public sealed record MailRequest(string RegistrationId, MailKind Kind, int Attempt = 0, string? EmailIndex = null);
