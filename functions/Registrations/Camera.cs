namespace ServerlessRegistry.Registrations;

/// <summary>A camera as its owner describes it.</summary>
/// <param name="Label">What the owner calls it.</param>
/// <param name="Facing">The direction of the middle of its picture, in degrees clockwise from north, 0 to 360; <see langword="null"/> where unknown.</param>
/// <param name="FieldOfView">The angle of its picture, in degrees, 1 to 360; <see langword="null"/> where unknown.</param>
/// <param name="Range">How far it recognizes a person, in metres, 1 to 1,000; <see langword="null"/> where unknown.</param>
/// <param name="Covers">What it looks at, such as <c>street</c> or <c>sidewalk</c>.</param>
/// <param name="RetentionDays">How many days footage is kept, 1 to 3,650.</param>
/// <param name="RecordsAudio">Whether it records sound.</param>
/// <param name="NightVision">Whether it sees in the dark.</param>
public sealed record Camera(
    string Label,
    double? Facing,
    double? FieldOfView,
    double? Range,
    IReadOnlyList<string> Covers,
    int RetentionDays,
    bool RecordsAudio,
    bool NightVision);
