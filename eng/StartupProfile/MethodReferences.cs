using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Tollgate.StartupProfile;

/// <summary>References to methods of other assemblies, generic ones with the arguments that they ran with.</summary>
internal sealed class MethodReferences(MetadataBuilder metadata)
{
    private readonly TypeReferences _types = new(metadata);
    private readonly Dictionary<Module, MetadataReader> _readers = [];

    /// <summary>Adds a method. Returns false for one that can't be written, such as one with a multidimensional array in its signature.</summary>
    /// <param name="method">The method.</param>
    /// <param name="assemblies">The assemblies that it needs, its own first, each with a semicolon behind it.</param>
    /// <param name="handle">The reference.</param>
    public bool TryAdd(MethodBase method, out string assemblies, out EntityHandle handle)
    {
        var declaring = method.DeclaringType!;
        var arguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        (assemblies, handle) = (AssembliesOf(declaring, arguments), default);
        var reader = ReaderOf(method.Module);
        var definition = reader.GetMethodDefinition((MethodDefinitionHandle)MetadataTokens.EntityHandle(method.MetadataToken));
        var signature = new BlobBuilder();
        var specification = new BlobBuilder();
        if (!new SignatureCopy(reader, _types).TryCopy(definition.Signature, signature) || !_types.TryGet(declaring, out var owner) || !TryInstantiate(arguments, specification))
        {
            return false;
        }

        handle = metadata.AddMemberReference(owner, metadata.GetOrAddString(method.Name), metadata.GetOrAddBlob(signature));
        handle = arguments.Length == 0 ? handle : metadata.AddMethodSpecification(handle, metadata.GetOrAddBlob(specification));
        return true;
    }

    private static string AssembliesOf(Type declaring, Type[] arguments)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in arguments.Append(declaring))
        {
            TypeReferences.Collect(type, names);
        }

        var own = declaring.Assembly.GetName().Name!;
        names.Remove(own);
        return string.Concat(names.Prepend(own).Select(name => name + ";"));
    }

    private bool TryInstantiate(Type[] arguments, BlobBuilder signature)
    {
        signature.WriteByte((byte)SignatureKind.MethodSpecification);
        signature.WriteCompressedInteger(arguments.Length);
        return arguments.All(argument => _types.TryWrite(argument, signature));
    }

    private unsafe MetadataReader ReaderOf(Module module)
    {
        if (!_readers.TryGetValue(module, out var reader))
        {
            module.Assembly.TryGetRawMetadata(out var blob, out var length);
            _readers.Add(module, reader = new MetadataReader(blob, length));
        }

        return reader;
    }
}
