namespace Tollgate.Platform.Configuration.Model;

/// <summary>
/// What is tried again: a connection that could not be opened for every request; failures and the <see cref="Statuses"/> only where repeating does no
/// harm (GET, HEAD, OPTIONS, PUT, DELETE, or any request with an <c>Idempotency-Key</c>).
/// </summary>
public sealed record RetriesConfig
{
    /// <summary>What applies where <see cref="Pause"/> says nothing.</summary>
    public static Duration DefaultPause { get; } = new(TimeSpan.FromMilliseconds(50));

    /// <summary>What applies where <see cref="MaxPause"/> says nothing.</summary>
    public static Duration DefaultMaxPause { get; } = new(TimeSpan.FromSeconds(1));

    /// <summary>What applies where <see cref="MaxBody"/> says nothing.</summary>
    public static ByteSize DefaultMaxBody { get; } = new(64 << 10);

    /// <summary>What applies where <see cref="Statuses"/> says nothing.</summary>
    public static IReadOnlyList<int> DefaultStatuses { get; } = [502, 503, 504];

    /// <summary>Everything is tried once. Written <c>retries: none</c>.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool None { get; init; }

    /// <summary>How often a request is tried again at most, 1 to 10. Default: 2.</summary>
    [Between("1", "10")]
    public int? Max { get; init; }

    /// <summary>Statuses that are tried again, 400 to 599. A 429 always is, where the upstream names a wait that fits in the total timeout. Default: 502, 503, 504.</summary>
    [Between("400", "599")]
    public IReadOnlyList<int>? Statuses { get; init; }

    /// <summary>The shortest pause before another try, 1ms to 10s. Pauses grow at random from here. Default: 50ms.</summary>
    [Between("1ms", "10s")]
    public Duration? Pause { get; init; }

    /// <summary>The longest pause, 1ms to 30s. Default: 1s.</summary>
    [Between("1ms", "30s")]
    public Duration? MaxPause { get; init; }

    /// <summary>How many of the requests under way may be retries, in percent, 0 to 100. Default: 20.</summary>
    [Between("0", "100")]
    public int? Budget { get; init; }

    /// <summary>How many retries may be under way whatever the budget says, 0 to 1000. Default: 3.</summary>
    [Between("0", "1000")]
    public int? MinBudget { get; init; }

    /// <summary>The largest request body that is kept to be sent again, 0B to 1MiB; requests with larger ones are tried once. Default: 64KiB.</summary>
    [Between("0B", "1MiB")]
    public ByteSize? MaxBody { get; init; }
}

/// <summary>
/// When a server counts as broken: no connection, no answer in time, broken answers, and the <see cref="Statuses"/>. Its breaker then opens: it gets no
/// requests until one of them may try whether it is back.
/// </summary>
public sealed record BreakerConfig
{
    /// <summary>What applies where <see cref="Window"/> says nothing.</summary>
    public static Duration DefaultWindow { get; } = new(TimeSpan.FromSeconds(30));

    /// <summary>What applies where <see cref="Open"/> says nothing.</summary>
    public static Duration DefaultOpen { get; } = new(TimeSpan.FromSeconds(5));

    /// <summary>What applies where <see cref="MaxOpen"/> says nothing.</summary>
    public static Duration DefaultMaxOpen { get; } = new(TimeSpan.FromSeconds(60));

    /// <summary>What applies where <see cref="Statuses"/> says nothing.</summary>
    public static IReadOnlyList<int> DefaultStatuses { get; } = [502, 503, 504];

    /// <summary>There is no breaker. Written <c>breaker: none</c>.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool None { get; init; }

    /// <summary>The percentage of failures within <see cref="Window"/> that opens it, 1 to 100. Default: 50.</summary>
    [Between("1", "100")]
    public int? FailureRate { get; init; }

    /// <summary>How many requests within the window make a rate worth looking at, 2 to 100000. Default: 10.</summary>
    [Between("2", "100000")]
    public int? MinRequests { get; init; }

    /// <summary>How far back the rate looks, 1s to 10m. Default: 30s.</summary>
    [Between("1s", "10m")]
    public Duration? Window { get; init; }

    /// <summary>How many failures without a success in between open it at once, 1 to 1000. Default: 5.</summary>
    [Between("1", "1000")]
    public int? Consecutive { get; init; }

    /// <summary>
    /// How long it stays open the first time, 100ms to 5m; twice as long each time that follows, up to <see cref="MaxOpen"/>. An upstream's
    /// <c>Retry-After</c> takes its place. Default: 5s.
    /// </summary>
    [Between("100ms", "5m")]
    public Duration? Open { get; init; }

    /// <summary>How long it stays open at most, 100ms to 1h. Default: 60s.</summary>
    [Between("100ms", "1h")]
    public Duration? MaxOpen { get; init; }

    /// <summary>Statuses that count as failures, 400 to 599. Default: 502, 503, 504.</summary>
    [Between("400", "599")]
    public IReadOnlyList<int>? Statuses { get; init; }
}

/// <summary>A bulkhead: a slow upstream can't take the whole gateway with it.</summary>
public sealed record ConcurrencyConfig
{
    /// <summary>How many requests may be under way, from their start to the last byte of the answer, 1 to 100000. More get 503.</summary>
    [Between("1", "100000")]
    [Example("100")]
    public required int Max { get; init; }

    /// <summary>How many may wait for their turn, 0 to 100000. Default: 0.</summary>
    [Between("0", "100000")]
    public int? Queue { get; init; }

    /// <summary>How long one waits at most, 1ms to 60s. Default: 1s.</summary>
    [Between("1ms", "60s")]
    public Duration? Wait { get; init; }
}

/// <summary>How servers are asked whether they are well.</summary>
public sealed record HealthConfig
{
    /// <summary>What applies where <see cref="Interval"/> says nothing.</summary>
    public static Duration DefaultInterval { get; } = new(TimeSpan.FromSeconds(10));

    /// <summary>What applies where <see cref="Timeout"/> says nothing.</summary>
    public static Duration DefaultTimeout { get; } = new(TimeSpan.FromSeconds(2));

    /// <summary>The path to GET, below the server's URL, such as <c>/healthz</c>; a query is allowed.</summary>
    [Example("/health")]
    public required string Path { get; init; }

    /// <summary>The time between two questions, 1s to 1h, give or take a tenth. Default: 10s.</summary>
    [Between("1s", "1h")]
    public Duration? Interval { get; init; }

    /// <summary>How long the answer may take, 10ms to 60s. Default: 2s.</summary>
    [Between("10ms", "60s")]
    public Duration? Timeout { get; init; }

    /// <summary>How many good answers in a row bring a server back, 1 to 100. Default: 2.</summary>
    [Between("1", "100")]
    public int? HealthyAfter { get; init; }

    /// <summary>How many bad answers in a row take a server out, 1 to 100. Default: 3.</summary>
    [Between("1", "100")]
    public int? UnhealthyAfter { get; init; }

    /// <summary>Statuses that mean that it is well, 200 to 499. Default: 200 to 299.</summary>
    [Between("200", "499")]
    public IReadOnlyList<int>? Statuses { get; init; }
}
