using System.Reflection;
using System.Text.Json;

namespace Tollgate.Platform.Sagas;

/// <summary>A registered version of a saga.</summary>
public sealed class SagaDefinition
{
    private readonly Func<ISagaContext, JsonElement, Task<JsonElement>> _run;

    private SagaDefinition(SagaAttribute saga, Func<ISagaContext, JsonElement, Task<JsonElement>> run) =>
        (Name, Version, _run) = (SagaLimits.CheckName(saga.Name, "a saga"), saga.Version, run);

    /// <summary>The saga's name.</summary>
    public string Name { get; }

    /// <summary>Its version, from 1.</summary>
    public int Version { get; }

    /// <summary>What a class declares.</summary>
    /// <exception cref="ArgumentException">The class isn't a saga, has no <see cref="SagaAttribute"/>, or an invalid one.</exception>
    public static SagaDefinition Of<TSaga>()
        where TSaga : class, new()
    {
        var saga = typeof(TSaga).GetCustomAttribute<SagaAttribute>()
            ?? throw new ArgumentException($"{typeof(TSaga).Name} needs the attribute [Saga(\"its-name\")].");
        if (saga.Version < 1)
        {
            throw new ArgumentException($"The version of saga '{saga.Name}' is 1 or more, not {saga.Version}.");
        }

        for (var type = typeof(TSaga).BaseType; type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Saga<,>))
            {
                var bind = typeof(SagaDefinition).GetMethod(nameof(Bind), BindingFlags.NonPublic | BindingFlags.Static)!;
                return (SagaDefinition)bind.MakeGenericMethod([typeof(TSaga), .. type.GenericTypeArguments]).Invoke(null, [saga])!;
            }
        }

        throw new ArgumentException($"{typeof(TSaga).Name} doesn't derive from Saga<TInput, TResult>.");
    }

    /// <summary>Runs the saga's own code, from input to result.</summary>
    /// <exception cref="SagaStepFailed">A step failed, or the input can't be read.</exception>
    public Task<JsonElement> RunAsync(ISagaContext context, JsonElement input) => _run(context, input);

    private static SagaDefinition Bind<TSaga, TInput, TResult>(SagaAttribute saga)
        where TSaga : Saga<TInput, TResult>, new() => new(saga, async (context, json) =>
        {
            var input = SagaJson.Read<TInput>(json, "The input of the saga");
            return JsonSerializer.SerializeToElement(await new TSaga().RunAsync(context, input), SagaJson.Options);
        });
}
