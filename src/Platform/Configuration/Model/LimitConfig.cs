using System.Text.Json.Serialization;

namespace Tollgate.Platform.Configuration.Model;

/// <summary>
/// How many requests may pass in a period. It belongs to where it is written: one of an API counts all routes of the API together, one
/// of a route that route only, one of a plan all APIs of the plan. Where several apply, each must let a request pass.
/// </summary>
public sealed record LimitConfig
{
    /// <summary>What applies where <see cref="By"/> says nothing.</summary>
    public const string ByConsumer = "consumer";

    /// <summary>The limit's name, unique where it is written; callers see it.</summary>
    [Form(Forms.Name, Forms.NameText)]
    [Example("burst")]
    public required string Name { get; init; }

    /// <summary>Requests in a period, 1 to 1000000000.</summary>
    [Between("1", "1000000000")]
    [Example("100")]
    public required int Requests { get; init; }

    /// <summary>
    /// The period in whole seconds, 1s to 365d. Below an hour tokens flow in evenly; from an hour on requests are counted per window.
    /// </summary>
    [Between("1s", "365d")]
    [Example("1m")]
    public required Duration Per { get; init; }

    /// <summary>
    /// What is counted separately: each <c>consumer</c>, <c>subscription</c>, <c>tenant</c>, client address (<c>ip</c>, IPv6 by /64), value of a header
    /// (<c>header:X-Device</c>) or of a token's claim (<c>claim:sub</c>); or nothing (<c>api</c>: all callers together). A subscription or
    /// claim that a caller lacks counts as its consumer, a header that a request lacks as its client address. Default: <c>consumer</c>.
    /// </summary>
    [Form(Forms.LimitKey, Forms.LimitKeyText)]
    public string By { get; init => field = value ?? ByConsumer; } = ByConsumer;

    /// <summary>
    /// How much may come at once after a quiet time, about; periods below an hour only. No window of the period's length ever sees more than
    /// <c>requests</c> and <c>burst</c> together. Default: <c>requests</c>.
    /// </summary>
    [Between("1", "1000000000")]
    public int? Burst { get; init; }

    /// <summary>
    /// Whether all instances count together, or each for itself and without the store. Default: <c>shared</c>; <c>local</c> by <c>ip</c> and
    /// <c>header</c>, which are counted before authentication.
    /// </summary>
    public LimitAccuracy? Accuracy { get; init; }

    /// <summary>Whether windows follow the calendar, in UTC, or move along; periods of an hour and more only. Default: <c>calendar</c>.</summary>
    public LimitWindow? Window { get; init; }

    /// <summary>
    /// What happens while the store can't be reached: each instance allows its part of the limit, or none (503). Default: <c>failOpen</c>.
    /// </summary>
    public StoreFailure? OnStoreFailure { get; init; }

    /// <summary>Whether a route has it from its API, and so counts with the API's other routes.</summary>
    [Derived]
    public bool OfApi { get; init; }

    /// <summary>Whether it is counted before authentication.</summary>
    [JsonIgnore]
    public bool IsEarly => By == "ip" || By.StartsWith("header:", StringComparison.Ordinal);

    /// <summary>Whether its key is a caller, so that callers must be known.</summary>
    [JsonIgnore]
    public bool NeedsCaller => !IsEarly && By != "api";

    /// <summary>The accuracy that applies.</summary>
    [JsonIgnore]
    public LimitAccuracy EffectiveAccuracy => Accuracy ?? (IsEarly ? LimitAccuracy.Local : LimitAccuracy.Shared);
}

/// <summary>Who counts together.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<LimitAccuracy>))]
public enum LimitAccuracy
{
    /// <summary>All instances.</summary>
    Shared,

    /// <summary>Each instance for itself.</summary>
    Local,
}

/// <summary>Which windows requests are counted in.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<LimitWindow>))]
public enum LimitWindow
{
    /// <summary>Hours and days of UTC, weeks from Monday, other periods counted from 1 January 2001.</summary>
    Calendar,

    /// <summary>The time just passed, in steps of a 24th of the period.</summary>
    Sliding,
}

/// <summary>What a limit does while its store can't be reached.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<StoreFailure>))]
public enum StoreFailure
{
    /// <summary>Each instance allows the limit divided by the instances last known.</summary>
    FailOpen,

    /// <summary>Requests are refused with 503.</summary>
    FailClosed,
}
