using System.Collections.Frozen;

namespace Tollgate.Platform.Sagas;

/// <summary>The sagas and steps of a module by name.</summary>
public sealed class SagaCatalog
{
    private readonly FrozenDictionary<(string Name, int Version), SagaDefinition> _sagas;
    private readonly FrozenDictionary<string, SagaDefinition> _latest;
    private readonly FrozenDictionary<string, StepDefinition> _steps;

    /// <summary>Takes over what was registered.</summary>
    /// <exception cref="ArgumentException">A saga's version or a step's name is registered twice.</exception>
    public SagaCatalog(IEnumerable<SagaDefinition> sagas, IEnumerable<StepDefinition> steps)
    {
        List<SagaDefinition> all = [.. sagas];
        Sagas = all;
        _sagas = ToUnique(all, saga => (saga.Name, saga.Version), saga => $"Version {saga.Version} of saga '{saga.Name}'");
        _latest = all.GroupBy(saga => saga.Name).Select(versions => versions.MaxBy(saga => saga.Version)!).ToFrozenDictionary(saga => saga.Name);
        _steps = ToUnique([.. steps], step => step.Name, step => $"Step '{step.Name}'");
    }

    /// <summary>All registered versions.</summary>
    public IReadOnlyList<SagaDefinition> Sagas { get; }

    /// <summary>The version that an instance was started with, null where this version of the service lacks it.</summary>
    public SagaDefinition? Find(string name, int version) => _sagas.GetValueOrDefault((name, version));

    /// <summary>The version that new instances start with, null for an unknown saga.</summary>
    public SagaDefinition? FindLatest(string name) => _latest.GetValueOrDefault(name);

    /// <summary>A step, null for an unknown one.</summary>
    public StepDefinition? FindStep(string name) => _steps.GetValueOrDefault(name);

    private static FrozenDictionary<TKey, T> ToUnique<TKey, T>(List<T> all, Func<T, TKey> key, Func<T, string> name)
        where TKey : notnull =>
        all.GroupBy(key).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new ArgumentException($"{name(twice.First())} is registered twice.")
            : all.ToFrozenDictionary(key);
}
