using System.Text.Json.Serialization;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Notifications;

/// <summary>What a mail to an owner is about.</summary>
[JsonConverter(typeof(CamelCaseEnums<MailKind>))]
public enum MailKind
{
    /// <summary>Somebody has registered with this address: is it theirs?</summary>
    Confirmation,

    /// <summary>The same again, days later.</summary>
    ConfirmationReminder,

    /// <summary>A registration's address is to become this one: is it theirs?</summary>
    EmailChange,

    /// <summary>To the old address: the registration's address is to become another.</summary>
    EmailChangeNotice,

    /// <summary>The manage link that was asked for.</summary>
    ManageLink,

    /// <summary>Somebody has registered the same address once more: the manage link of the registration that is there.</summary>
    AlreadyRegistered,

    /// <summary>The registration ends in a month.</summary>
    RenewalMonth,

    /// <summary>The registration ends in a week.</summary>
    RenewalWeek,

    /// <summary>The registration has ended.</summary>
    Expired,
}
