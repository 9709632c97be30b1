using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Tollgate.StartupProfile;

/// <summary>Copies a method's signature (ECMA-335 II.23.2) out of the assembly that defines it, with references of the profile's own.</summary>
internal sealed class SignatureCopy(MetadataReader reader, TypeReferences types)
{
    private const byte GenericFlag = 0x10;

    /// <summary>Returns false for a signature that has an array of more than one dimension or a type that it doesn't name.</summary>
    public bool TryCopy(BlobHandle signature, BlobBuilder to)
    {
        var from = reader.GetBlobReader(signature);
        return TryCopyMethod(ref from, to);
    }

    private bool TryCopyMethod(ref BlobReader from, BlobBuilder to)
    {
        var header = from.ReadByte();
        to.WriteByte(header);
        if ((header & GenericFlag) != 0)
        {
            to.WriteCompressedInteger(from.ReadCompressedInteger());
        }

        var parameters = CopyNumber(ref from, to);
        for (var index = 0; index <= parameters; index++)
        {
            if (!TryCopyType(ref from, to))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryCopyType(ref BlobReader from, BlobBuilder to)
    {
        var code = from.ReadByte();
        to.WriteByte(code);
        switch ((SignatureTypeCode)code)
        {
            case SignatureTypeCode.RequiredModifier or SignatureTypeCode.OptionalModifier:
                return TryCopyName(ref from, to) && TryCopyType(ref from, to);
            case (SignatureTypeCode)SignatureTypeKind.Class or (SignatureTypeCode)SignatureTypeKind.ValueType:
                return TryCopyName(ref from, to);
            case SignatureTypeCode.GenericTypeInstance:
                return TryCopyType(ref from, to) && TryCopyTypes(ref from, to, CopyNumber(ref from, to));
            case SignatureTypeCode.GenericTypeParameter or SignatureTypeCode.GenericMethodParameter:
                CopyNumber(ref from, to);
                return true;
            case SignatureTypeCode.SZArray or SignatureTypeCode.Pointer or SignatureTypeCode.ByReference or SignatureTypeCode.Pinned or SignatureTypeCode.Sentinel:
                return TryCopyType(ref from, to);
            case SignatureTypeCode.FunctionPointer:
                return TryCopyMethod(ref from, to);
            case SignatureTypeCode.Array:
                return false;
            default:
                return true;
        }
    }

    private bool TryCopyTypes(ref BlobReader from, BlobBuilder to, int count)
    {
        for (var index = 0; index < count; index++)
        {
            if (!TryCopyType(ref from, to))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryCopyName(ref BlobReader from, BlobBuilder to)
    {
        if (Map(from.ReadTypeHandle()) is not { } name)
        {
            return false;
        }

        to.WriteCompressedInteger(CodedIndex.TypeDefOrRefOrSpec(name));
        return true;
    }

    private static int CopyNumber(ref BlobReader from, BlobBuilder to)
    {
        var number = from.ReadCompressedInteger();
        to.WriteCompressedInteger(number);
        return number;
    }

    private TypeReferenceHandle? Map(EntityHandle handle)
    {
        if (handle.Kind is HandleKind.TypeDefinition)
        {
            var definition = reader.GetTypeDefinition((TypeDefinitionHandle)handle);
            var outer = definition.GetDeclaringType();
            EntityHandle? home = outer.IsNil ? types.Assembly(reader.GetString(reader.GetAssemblyDefinition().Name)) : Map(outer);
            return Get(home, definition.Namespace, definition.Name);
        }

        if (handle.Kind is not HandleKind.TypeReference)
        {
            return null;
        }

        var reference = reader.GetTypeReference((TypeReferenceHandle)handle);
        EntityHandle? scope = reference.ResolutionScope.Kind switch
        {
            HandleKind.TypeReference => Map(reference.ResolutionScope),
            HandleKind.AssemblyReference => types.Assembly(reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)reference.ResolutionScope).Name)),
            _ => null,
        };
        return Get(scope, reference.Namespace, reference.Name);
    }

    private TypeReferenceHandle? Get(EntityHandle? scope, StringHandle space, StringHandle name) =>
        scope is { } known ? types.Get(known, reader.GetString(space), reader.GetString(name)) : null;
}
