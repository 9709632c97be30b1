namespace Tollgate.Customers.Consents;

/// <summary>A customer's decision on what may be done with its data.</summary>
/// <param name="Purpose">What for: lower-case letters, digits and hyphens.</param>
/// <param name="Granted">Whether the customer allows it.</param>
/// <param name="Source">Where the decision was made, such as a form.</param>
/// <param name="At">When the service learned of it.</param>
internal sealed record Consent(string Purpose, bool Granted, string Source, DateTimeOffset At);

/// <summary>A decision as a client tells it.</summary>
internal sealed record ConsentDraft
{
    /// <summary>Whether the customer allows it.</summary>
    public bool? Granted { get; init; }

    /// <summary>Where the decision was made, such as the name of a form: 1 to 100 characters.</summary>
    public string? Source { get; init; }
}

/// <summary>The decisions that hold now, one for each purpose that the customer ever decided on.</summary>
/// <param name="Items">In the order of their purposes.</param>
internal sealed record ConsentList(IReadOnlyList<Consent> Items);

/// <summary>The decisions on one purpose.</summary>
/// <param name="Purpose">What for.</param>
/// <param name="Granted">Whether the customer allows it now.</param>
/// <param name="Decisions">The latest 100 decisions, the oldest first: each is one that changed something.</param>
internal sealed record ConsentHistory(string Purpose, bool Granted, IReadOnlyList<Consent> Decisions)
{
    public static ConsentHistory Of(IReadOnlyList<Consent> decisions) => new(decisions[^1].Purpose, decisions[^1].Granted, decisions);
}
