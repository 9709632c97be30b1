namespace Tollgate.Gateway.Resilience;

/// <summary>
/// Successes and failures of the last while, in ten slices that go as they age. A success costs one atomic addition; everything else happens
/// under the lock of whoever owns the window.
/// </summary>
internal sealed class OutcomeWindow
{
    private const int Slices = 10;

    private readonly int[] _successes = new int[Slices];
    private readonly int[] _failures = new int[Slices];
    private TimeSpan _width;
    private long _slice;
    private long _sliceEnd;
    private int _current;

    /// <summary>Counts a success without the lock; false when the slice is over and the lock is needed.</summary>
    public bool TryAddSuccess(TimeSpan now)
    {
        if (now.Ticks >= Volatile.Read(ref _sliceEnd))
        {
            return false;
        }

        Interlocked.Increment(ref _current);
        return true;
    }

    /// <summary>Counts a success; needs the lock.</summary>
    public void AddSuccess(TimeSpan now, TimeSpan length)
    {
        Turn(now, length);
        Interlocked.Increment(ref _current);
    }

    /// <summary>Counts a failure and says what the window holds; needs the lock.</summary>
    public (int Failures, int Total) AddFailure(TimeSpan now, TimeSpan length)
    {
        Turn(now, length);
        _failures[_slice % Slices]++;
        var failures = _failures.Sum();
        return (failures, failures + _successes.Sum() + Volatile.Read(ref _current));
    }

    /// <summary>Forgets everything; needs the lock.</summary>
    public void Clear()
    {
        Array.Clear(_successes);
        Array.Clear(_failures);
        Interlocked.Exchange(ref _current, 0);
    }

    private void Turn(TimeSpan now, TimeSpan length)
    {
        var width = length / Slices;
        if (width != _width)
        {
            Clear();
            (_width, _slice) = (width, now.Ticks / width.Ticks);
        }

        var slice = Math.Max(_slice, now.Ticks / width.Ticks);
        if (slice != _slice)
        {
            _successes[_slice % Slices] = Interlocked.Exchange(ref _current, 0);
            for (var passed = Math.Max(_slice + 1, slice - Slices + 1); passed <= slice; passed++)
            {
                _successes[passed % Slices] = 0;
                _failures[passed % Slices] = 0;
            }

            _slice = slice;
        }

        Volatile.Write(ref _sliceEnd, (slice + 1) * width.Ticks);
    }
}
