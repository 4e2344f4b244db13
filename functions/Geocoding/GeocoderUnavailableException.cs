namespace ServerlessRegistry.Geocoding;

/// <summary>A geocoder could not answer now; the same call may succeed later.</summary>
/// <param name="message">What went wrong, without the address and without secrets.</param>
/// <param name="innerException">What it was caused by.</param>
public sealed class GeocoderUnavailableException(string message, Exception? innerException = null)
    : Exception(message, innerException);
