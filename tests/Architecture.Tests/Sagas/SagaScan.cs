using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Tollgate.Architecture.Tests.Sagas;

/// <summary>
/// Reads the code of every saga of an assembly, as it was compiled, with its state machines, its closures and whatever of its own assembly it calls, and
/// tells which calls a replay would not repeat.
/// </summary>
internal sealed class SagaScan : IDisposable
{
    private readonly PEReader _file;
    private readonly MetadataReader _metadata;

    public SagaScan(string assembly)
    {
        _file = new PEReader(File.OpenRead(assembly));
        _metadata = _file.GetMetadataReader();
    }

    /// <summary>The sagas of the assembly.</summary>
    public IEnumerable<string> Sagas => SagaTypes().Select(Name);

    public void Dispose() => _file.Dispose();

    /// <summary>What sagas call that they may not: <c>saga: method calls member</c>.</summary>
    public IReadOnlyList<string> Offences() => [.. SagaTypes().SelectMany(Offences)];

    private IEnumerable<string> Offences(TypeDefinitionHandle saga)
    {
        var methods = new Queue<MethodDefinitionHandle>(MethodsOf(saga));
        var seen = new HashSet<MethodDefinitionHandle>(methods);
        while (methods.TryDequeue(out var method))
        {
            foreach (var token in Calls(method))
            {
                if (Forbidden(token) is { } member)
                {
                    yield return $"{Name(saga)}: {_metadata.GetString(_metadata.GetMethodDefinition(method).Name)} uses {member}";
                }

                foreach (var called in Called(token).Where(seen.Add))
                {
                    methods.Enqueue(called);
                }
            }
        }
    }

    // A step's own code is called by the runner, never by the saga, so it isn't reached from here.
    private IEnumerable<MethodDefinitionHandle> Called(EntityHandle token) => token.Kind switch
    {
        HandleKind.MethodDefinition => [(MethodDefinitionHandle)token, .. StateMachineOf((MethodDefinitionHandle)token)],
        HandleKind.MethodSpecification => Called(_metadata.GetMethodSpecification((MethodSpecificationHandle)token).Method),
        HandleKind.MemberReference => Called((MemberReferenceHandle)token),
        _ => [],
    };

    // A member of a generic type of this assembly is referred to by name.
    private IEnumerable<MethodDefinitionHandle> Called(MemberReferenceHandle token)
    {
        var member = _metadata.GetMemberReference(token);
        var parent = member.Parent.Kind is HandleKind.TypeSpecification
            ? _metadata.GetTypeSpecification((TypeSpecificationHandle)member.Parent).DecodeSignature(new TypeNames(_metadata), null)
            : "";
        return _metadata.TypeDefinitions
            .Where(type => parent.Length > 0 && FullName(type) == parent)
            .SelectMany(type => _metadata.GetTypeDefinition(type).GetMethods())
            .Where(method => _metadata.StringComparer.Equals(_metadata.GetMethodDefinition(method).Name, _metadata.GetString(member.Name)));
    }

    // The body of an async method is a nested type, which the method names in an attribute; the type begins with the method's name in brackets.
    private IEnumerable<MethodDefinitionHandle> StateMachineOf(MethodDefinitionHandle method)
    {
        var definition = _metadata.GetMethodDefinition(method);
        var name = _metadata.GetString(definition.Name);
        return _metadata.GetTypeDefinition(definition.GetDeclaringType()).GetNestedTypes()
            .Where(nested => _metadata.GetString(_metadata.GetTypeDefinition(nested).Name).StartsWith($"<{name}>", StringComparison.Ordinal))
            .SelectMany(nested => _metadata.GetTypeDefinition(nested).GetMethods());
    }

    private IEnumerable<MethodDefinitionHandle> MethodsOf(TypeDefinitionHandle type)
    {
        var definition = _metadata.GetTypeDefinition(type);
        return [.. definition.GetMethods(), .. definition.GetNestedTypes().SelectMany(MethodsOf)];
    }

    private string? Forbidden(EntityHandle token)
    {
        if (token.Kind is HandleKind.MethodSpecification)
        {
            return Forbidden(_metadata.GetMethodSpecification((MethodSpecificationHandle)token).Method);
        }

        if (token.Kind is not HandleKind.MemberReference)
        {
            return null;
        }

        var member = _metadata.GetMemberReference((MemberReferenceHandle)token);
        var type = member.Parent.Kind switch
        {
            HandleKind.TypeReference => new TypeNames(_metadata).GetTypeFromReference(_metadata, (TypeReferenceHandle)member.Parent, 0),
            HandleKind.TypeSpecification => _metadata.GetTypeSpecification((TypeSpecificationHandle)member.Parent).DecodeSignature(new TypeNames(_metadata), null),
            _ => "",
        };
        var full = $"{type}.{_metadata.GetString(member.Name)}";
        return SagaRules.Forbids(full) ? full : null;
    }

    private IReadOnlyList<EntityHandle> Calls(MethodDefinitionHandle method)
    {
        var address = _metadata.GetMethodDefinition(method).RelativeVirtualAddress;
        if (address == 0)
        {
            return [];
        }

        List<EntityHandle> tokens = [];
        foreach (var token in IlTokens.Read(_file.GetMethodBody(address).GetILReader()))
        {
            var handle = MetadataTokens.EntityHandle(token);
            if (handle.Kind is HandleKind.MethodDefinition or HandleKind.MemberReference or HandleKind.MethodSpecification)
            {
                tokens.Add(handle);
            }
        }

        return tokens;
    }

    private IEnumerable<TypeDefinitionHandle> SagaTypes() => _metadata.TypeDefinitions.Where(type =>
    {
        var definition = _metadata.GetTypeDefinition(type);
        return (definition.Attributes & TypeAttributes.Abstract) == 0 && !definition.BaseType.IsNil && IsSaga(definition.BaseType);
    });

    private bool IsSaga(EntityHandle baseType) => baseType.Kind switch
    {
        HandleKind.TypeSpecification => _metadata.GetTypeSpecification((TypeSpecificationHandle)baseType)
            .DecodeSignature(new TypeNames(_metadata), null) == "Tollgate.Platform.Sagas.Saga`2",
        HandleKind.TypeDefinition => IsSaga(_metadata.GetTypeDefinition((TypeDefinitionHandle)baseType).BaseType),
        _ => false,
    };

    private string Name(TypeDefinitionHandle type) => _metadata.GetString(_metadata.GetTypeDefinition(type).Name);

    private string FullName(TypeDefinitionHandle type) => new TypeNames(_metadata).GetTypeFromDefinition(_metadata, type, 0);
}
