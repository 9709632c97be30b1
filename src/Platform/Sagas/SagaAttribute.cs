namespace Tollgate.Platform.Sagas;

/// <summary>
/// Names a saga. An instance keeps the version that it was started with: a class whose steps change gets a new version, and the old class
/// stays until none of its instances is left.
/// </summary>
/// <param name="name">Lower-case words with hyphens, at most 60 characters; the first part of every instance's id.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class SagaAttribute(string name) : Attribute
{
    /// <summary>Lower-case words with hyphens.</summary>
    public string Name { get; } = name;

    /// <summary>1 or more; new instances start with the highest that is registered.</summary>
    public int Version { get; init; } = 1;
}
