using System.Collections.Frozen;
using Tollgate.Platform.Modules;

namespace Tollgate.Platform.Blobs;

/// <summary>The blob containers that a module may touch: those that its <see cref="ModuleInfo"/> declares, with the access that it declares.</summary>
/// <typeparam name="T">What an adapter keeps of each container.</typeparam>
public sealed class DeclaredContainers<T>
{
    private readonly string _module;
    private readonly FrozenDictionary<string, (T Container, StorageAccess Access)> _containers;

    /// <summary>Takes over what the module declares.</summary>
    /// <param name="module">The module.</param>
    /// <param name="bind">Makes what the adapter keeps of a container.</param>
    public DeclaredContainers(ModuleInfo module, Func<ContainerInfo, T> bind)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(bind);

        _module = module.Name;
        _containers = module.Containers.ToFrozenDictionary(
            container => container.Name, container => (bind(container), container.Access), StringComparer.Ordinal);
    }

    /// <summary>Finds a container to read.</summary>
    /// <exception cref="BlobStoreException">The name is invalid, or the module declares no such container.</exception>
    public T Find(string name) => Get(name).Container;

    /// <summary>Finds a container to write.</summary>
    /// <exception cref="BlobStoreException">The name is invalid, or the module declares no such container, or only to read it.</exception>
    public T FindWritable(string name) => Get(name) is { Access: StorageAccess.Write } found
        ? found.Container
        : throw new BlobStoreException(BlobFault.Denied, $"Module '{_module}' may only read container '{name}': its ModuleInfo declares it so.");

    private (T Container, StorageAccess Access) Get(string name)
    {
        BlobLimits.CheckContainer(name);
        return _containers.TryGetValue(name, out var found)
            ? found
            : throw new BlobStoreException(
                BlobFault.ContainerMissing, $"Module '{_module}' has no container '{name}': it isn't among those that its ModuleInfo declares.");
    }
}
