namespace Tollgate.Platform.Trust;

/// <summary>Why an assertion was refused: for logs and tests, never for the client.</summary>
public enum AssertionFailure
{
    /// <summary>It was accepted.</summary>
    None,

    /// <summary>Longer than <see cref="AssertionVerifier.MaxLength"/>.</summary>
    TooLong,

    /// <summary>Not a compact signed JWT of the assertion type.</summary>
    Malformed,

    /// <summary>Signed with another algorithm than ES256, or not at all.</summary>
    Algorithm,

    /// <summary>Its issuer is not one that this service trusts.</summary>
    Issuer,

    /// <summary>The issuer has published no such key, or the key has expired.</summary>
    Key,

    /// <summary>The signature doesn't match.</summary>
    Signature,

    /// <summary>Made for another service.</summary>
    Audience,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>Its time has not come.</summary>
    NotYetValid,

    /// <summary>A claim is missing or empty.</summary>
    Claims,

    /// <summary>The trust table can't be read, or too many unknown keys were asked for: nothing is known about the assertion.</summary>
    Unavailable,
}

/// <summary>The verdict on an assertion.</summary>
/// <param name="Failure">Why it was refused, or <see cref="AssertionFailure.None"/>.</param>
/// <param name="Caller">Who calls; null when it was refused.</param>
public readonly record struct AssertionResult(AssertionFailure Failure, ICaller? Caller)
{
    internal static AssertionResult Refused(AssertionFailure failure) => new(failure, null);
}
