using Tollgate.Gateway.Resilience;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Balancing;

/// <summary>The servers of an upstream in one snapshot: who gets the next request, given what is known of each.</summary>
internal sealed class DestinationPool(IReadOnlyList<Node> nodes, BalanceMethod method, PoolSettings settings, ResilienceEvents events)
{
    private const double FirstShare = 0.1;

    private readonly Node[] _nodes = [.. nodes];
    private readonly Balancer _balancer = Balancer.Of(method);

    // One of its own: turns that a server gave up must not shift the others'.
    private readonly Balancer _settledBalancer = Balancer.Of(method);
    private readonly Scatter _warmth = new(1);
    private Rotation? _rotation;

    /// <summary>All of them, whatever is known.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    public PoolSettings Settings => settings;

    /// <summary>Whether <see cref="Pick"/> needs a key.</summary>
    public bool NeedsKey => _balancer.NeedsKey && _nodes.Length > 1;

    /// <summary>Requests with all servers together.</summary>
    public int UnderWay
    {
        get
        {
            var sum = 0;
            foreach (var node in _nodes)
            {
                sum += node.State.InFlight;
            }

            return sum;
        }
    }

    /// <summary>The server for a request; null when none may get one at the moment.</summary>
    /// <param name="now">The time.</param>
    /// <param name="key">What consistent hashing hashes.</param>
    /// <param name="tried">Servers that had this request already: they get it again only when no other is left.</param>
    /// <param name="trial">Whether the request is the one that a breaker lets through.</param>
    public Node? Pick(TimeSpan now, ulong key, IReadOnlyCollection<Node>? tried, out bool trial)
    {
        trial = false;
        if (_nodes.Length == 1 && IsClosed(_nodes[0]))
        {
            return _nodes[0];
        }

        var rotation = Current(now);
        var others = tried is null ? rotation : Without(rotation, tried);

        // A request that failed once goes where the chances are best.
        if ((tried is null || others.Nodes.Length == 0) && Trial(rotation, now) is { } node)
        {
            trial = true;
            return node;
        }

        return Choose(others, now, key);
    }

    /// <summary>Whether another server than these could get a request.</summary>
    public bool HasOther(TimeSpan now, IReadOnlyCollection<Node> tried)
    {
        foreach (var node in Current(now).Nodes)
        {
            if (!tried.Contains(node))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>How long until a server may get a request; zero when one may now.</summary>
    public TimeSpan OpenFor(TimeSpan now)
    {
        var rotation = Current(now);
        if (rotation.Nodes.Length > 0 || rotation.Waiting is not [var (_, first), ..] || rotation.HasTrial)
        {
            return TimeSpan.Zero;
        }

        return first > now ? first - now : TimeSpan.Zero;
    }

    private static Rotation Without(Rotation rotation, IReadOnlyCollection<Node> tried)
    {
        Node[] others = [.. rotation.Nodes.Except(tried)];
        return others.Length == 0 || others.Length == rotation.Nodes.Length ? rotation : Rotation.Of(others);
    }

    private Node? Trial(Rotation rotation, TimeSpan now)
    {
        foreach (var (node, at) in rotation.Waiting)
        {
            if (now >= at && node.State.TryEnterHalfOpen(now, rotation.Panic, settings.Breaker!))
            {
                return node;
            }
        }

        return null;
    }

    private Node? Choose(Rotation rotation, TimeSpan now, ulong key)
    {
        switch (rotation.Nodes.Length)
        {
            case 0:
                return null;
            case 1:
                return rotation.Nodes[0];
        }

        var node = _balancer.Pick(rotation, key);
        return rotation.Settled is { } settled && Share(node, now) < 1 && _warmth.NextFraction() >= Share(node, now) ? _settledBalancer.Pick(settled, key) : node;
    }

    private double Share(Node node, TimeSpan now) =>
        settings.SlowStart is { } slowStart && node.State.PresentFor(now) is var present && present < slowStart
            ? Math.Max(FirstShare, present / slowStart)
            : 1;

    private bool IsClosed(Node node) => settings.Breaker is null || node.State.Breaker.IsClosed;

    private Rotation Current(TimeSpan now) =>
        Volatile.Read(ref _rotation) is { } rotation && rotation.Version == events.Version && now < rotation.ValidUntil ? rotation : Renew(now);

    private Rotation Renew(TimeSpan now)
    {
        // Read first: a change meanwhile makes the result outdated, not wrong for good.
        var version = events.Version;
        var well = _nodes.Where(node => IsClosed(node) && IsWell(node)).ToArray();
        var panic = well.Length * 100L < settings.PanicThreshold * (long)_nodes.Length;
        var usable = panic ? [.. _nodes.Where(IsClosed)] : well;
        var settled = usable.Where(node => Share(node, now) >= 1).ToArray();
        var rotation = new Rotation
        {
            Nodes = usable,
            Settled = settled.Length == 0 || settled.Length == usable.Length ? null : Rotation.Of(settled),
            Waiting = settings.Breaker is null ? [] : Waiting(panic, settings.Breaker),
            HasTrial = _nodes.Any(node => node.State.Breaker.State is BreakerState.HalfOpen),
            Panic = panic,
            Version = version,
            ValidUntil = usable.Except(settled).Select(node => now - node.State.PresentFor(now) + settings.SlowStart!.Value).DefaultIfEmpty(TimeSpan.MaxValue).Min(),
        };
        Volatile.Write(ref _rotation, rotation);
        return rotation;
    }

    private IReadOnlyList<(Node Node, TimeSpan At)> Waiting(bool panic, BreakerSettings breaker) =>
    [
        .. _nodes.Where(node => !node.State.Breaker.IsClosed && (panic || IsWell(node)))
            .Select(node => (node, node.State.Breaker.TrialAt(panic, breaker)))
            .OrderBy(pair => pair.Item2),
    ];

    private bool IsWell(Node node) => !settings.IsProbed || node.State.Health.IsWell;
}
