using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Tollgate.StartupProfile;

/// <summary>References to types of other assemblies (ECMA-335 II.23.2.12).</summary>
internal sealed class TypeReferences(MetadataBuilder metadata)
{
    // Stands for every class where generic code is shared; crossgen2 looks for it in an assembly of this name.
    private const string SharedClass = "System.__Canon";
    private const string SharedClassAssembly = "System.Private.Canon";

    private static readonly Dictionary<Type, SignatureTypeCode> Simple = new()
    {
        [typeof(bool)] = SignatureTypeCode.Boolean,
        [typeof(char)] = SignatureTypeCode.Char,
        [typeof(sbyte)] = SignatureTypeCode.SByte,
        [typeof(byte)] = SignatureTypeCode.Byte,
        [typeof(short)] = SignatureTypeCode.Int16,
        [typeof(ushort)] = SignatureTypeCode.UInt16,
        [typeof(int)] = SignatureTypeCode.Int32,
        [typeof(uint)] = SignatureTypeCode.UInt32,
        [typeof(long)] = SignatureTypeCode.Int64,
        [typeof(ulong)] = SignatureTypeCode.UInt64,
        [typeof(float)] = SignatureTypeCode.Single,
        [typeof(double)] = SignatureTypeCode.Double,
        [typeof(nint)] = SignatureTypeCode.IntPtr,
        [typeof(nuint)] = SignatureTypeCode.UIntPtr,
        [typeof(string)] = SignatureTypeCode.String,
        [typeof(object)] = SignatureTypeCode.Object,
    };

    private readonly Dictionary<string, AssemblyReferenceHandle> _assemblies = [];
    private readonly Dictionary<(EntityHandle Scope, string Space, string Name), TypeReferenceHandle> _types = [];

    /// <summary>Adds the names of the assemblies that define a type and its arguments.</summary>
    public static void Collect(Type type, ISet<string> assemblies)
    {
        if (type.HasElementType)
        {
            Collect(type.GetElementType()!, assemblies);
        }
        else if (!type.IsPrimitive && type.FullName != SharedClass)
        {
            assemblies.Add(type.Assembly.GetName().Name!);
            foreach (var argument in type.GetGenericArguments())
            {
                Collect(argument, assemblies);
            }
        }
    }

    public AssemblyReferenceHandle Assembly(string name)
    {
        if (!_assemblies.TryGetValue(name, out var handle))
        {
            _assemblies.Add(name, handle = metadata.AddAssemblyReference(metadata.GetOrAddString(name), new Version(0, 0, 0, 0), default, default, default, default));
        }

        return handle;
    }

    public TypeReferenceHandle Get(EntityHandle scope, string space, string name)
    {
        if (!_types.TryGetValue((scope, space, name), out var handle))
        {
            _types.Add((scope, space, name), handle = metadata.AddTypeReference(scope, metadata.GetOrAddString(space), metadata.GetOrAddString(name)));
        }

        return handle;
    }

    /// <summary>A reference to a type, with its arguments if it has any. Returns false for one that can't be written.</summary>
    public bool TryGet(Type type, out EntityHandle handle)
    {
        if (!type.IsGenericType && !type.HasElementType)
        {
            handle = Definition(type);
            return true;
        }

        var signature = new BlobBuilder();
        var isWritten = TryWrite(type, signature);
        handle = isWritten ? metadata.AddTypeSpecification(metadata.GetOrAddBlob(signature)) : default;
        return isWritten;
    }

    /// <summary>Writes a type as part of a signature. Returns false for one that can't be written: a function pointer, an array of more than one dimension.</summary>
    public bool TryWrite(Type type, BlobBuilder signature)
    {
        if (Simple.TryGetValue(type, out var code))
        {
            signature.WriteByte((byte)code);
            return true;
        }

        if (type.HasElementType)
        {
            code = type.IsSZArray ? SignatureTypeCode.SZArray : type.IsPointer ? SignatureTypeCode.Pointer : type.IsByRef ? SignatureTypeCode.ByReference : default;
            signature.WriteByte((byte)code);
            return code != default && TryWrite(type.GetElementType()!, signature);
        }

        if (type.IsFunctionPointer)
        {
            return false;
        }

        if (!type.IsGenericType)
        {
            WriteName(type, signature);
            return true;
        }

        var arguments = type.GetGenericArguments();
        signature.WriteByte((byte)SignatureTypeCode.GenericTypeInstance);
        WriteName(type.GetGenericTypeDefinition(), signature);
        signature.WriteCompressedInteger(arguments.Length);
        return arguments.All(argument => TryWrite(argument, signature));
    }

    private void WriteName(Type type, BlobBuilder signature)
    {
        signature.WriteByte((byte)(type.IsValueType ? SignatureTypeKind.ValueType : SignatureTypeKind.Class));
        signature.WriteCompressedInteger(CodedIndex.TypeDefOrRefOrSpec(Definition(type)));
    }

    private TypeReferenceHandle Definition(Type type) =>
        type.FullName == SharedClass ? Get(Assembly(SharedClassAssembly), "System", "__Canon")
        : type.DeclaringType is { } outer ? Get(Definition(outer), "", type.Name)
        : Get(Assembly(type.Assembly.GetName().Name!), type.Namespace ?? "", type.Name);
}
