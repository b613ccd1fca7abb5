using System.Linq.Expressions;
using System.Reflection;

namespace Platform.Errors.Tests.Results;

/// <summary>
/// Every verb, for every source, with every shape of function: the table that users rely on, walked through the public API, and each overload held against the
/// plain verb.
/// </summary>
public sealed class VerbTableTests
{
    private static readonly string[] Verbs = ["Map", "Bind", "Match", "Switch", "Tap", "TapError", "MapError", "Ensure", "OrElse", "ValueOr"];

    private static readonly Type[] Containers = [typeof(Result<>), typeof(Result), typeof(PlatformErrorsTaskExtensions)];

    /// <summary>What there is not, and why.</summary>
    private static bool IsLeftOut(string verb, string source, string shape) =>
        // A result without a value has none to fall back from.
        (verb == "ValueOr" && source.EndsWith("Result", StringComparison.Ordinal))
        || (verb == "ValueOr" && source.EndsWith("ValueTask of Result", StringComparison.Ordinal))
        // Plain functions beside asynchronous ones would let an async lambda become async void.
        || (verb == "Switch" && source.Contains("Task", StringComparison.Ordinal) && shape == "plain");

    private static IEnumerable<string> Expected() =>
        from verb in Verbs
        from source in new[] { "Result", "Result<T>", "Task of Result", "Task of Result<T>", "ValueTask of Result", "ValueTask of Result<T>" }
        from shape in new[] { "plain", "Task", "ValueTask" }
        from state in new[] { "", " with state" }
        from gives in verb == "Bind" ? new[] { " to Result", " to Result<T>" } : [""]
        where !IsLeftOut(verb, source, shape)
        select $"{verb}{gives} of {source}: {shape}{state}";

    private static IEnumerable<(string Cell, MethodInfo Method)> Cells() =>
        from container in Containers
        from method in container.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        let verb = method.Name.Replace("Async", "", StringComparison.Ordinal)
        // Those that the compiler refuses are there to be refused.
        where Verbs.Contains(verb) && !method.IsDefined(typeof(ObsoleteAttribute)) && method.GetParameters().Any(parameter => typeof(Delegate).IsAssignableFrom(parameter.ParameterType))
        let functions = method.GetParameters().Where(parameter => typeof(Delegate).IsAssignableFrom(parameter.ParameterType)).ToList()
        let source = method.IsStatic ? NameOf(method.GetParameters()[0].ParameterType) : NameOf(container)
        let state = method.GetParameters().Any(parameter => parameter.Name == "state") ? " with state" : ""
        let gives = verb == "Bind" ? $" to {NameOf(Inner(method.ReturnType))}" : ""
        select ($"{verb}{gives} of {source}: {ShapeOf(functions[0].ParameterType)}{state}", method);

    public static TheoryData<string> AsynchronousCells => [.. Cells().Where(cell => cell.Method.IsStatic).Select(cell => cell.Cell)];

    [Fact]
    public void There_is_no_hole_in_the_table_and_nothing_beside_it() =>
        Assert.Equal(Expected().Order(StringComparer.Ordinal), Cells().Select(cell => cell.Cell).Order(StringComparer.Ordinal));

    [Fact]
    public void Two_functions_of_a_call_have_one_shape_but_an_error_is_made_at_once()
    {
        foreach (var (cell, method) in Cells())
        {
            var shapes = method.GetParameters().Where(parameter => typeof(Delegate).IsAssignableFrom(parameter.ParameterType)).Select(parameter => (parameter.Name, Shape: ShapeOf(parameter.ParameterType))).ToList();
            Assert.All(shapes, each => Assert.True(each.Shape == shapes[0].Shape || (each.Name == "error" && each.Shape == "plain"), cell));
        }
    }

    [Fact]
    public void A_task_stays_a_task_and_a_value_task_a_value_task()
    {
        foreach (var (cell, method) in Cells().Where(cell => cell.Method.IsStatic))
        {
            var source = method.GetParameters()[0].ParameterType;
            var isValueTask = source.Name.StartsWith("ValueTask", StringComparison.Ordinal) || (!source.Name.StartsWith("Task", StringComparison.Ordinal) && cell.Contains(": ValueTask", StringComparison.Ordinal));
            Assert.True(method.ReturnType.Name.StartsWith(isValueTask ? "ValueTask" : "Task", StringComparison.Ordinal), cell);
        }
    }

    /// <summary>Each asynchronous overload calls the same functions with the same arguments as the plain verb, and gives the same.</summary>
    [Theory]
    [MemberData(nameof(AsynchronousCells))]
    public async Task It_means_what_the_plain_verb_means(string cell)
    {
        var method = Closed(Cells().Single(each => each.Cell == cell).Method);
        var isOfValue = cell.Contains("of Result<T>", StringComparison.Ordinal);
        var plain = Closed(Cells().Single(each => each.Cell == PlainOf(cell) && !each.Method.IsStatic).Method);

        foreach (var isSuccess in new[] { true, false })
        {
            foreach (var holds in new[] { true, false })
            {
                var source = Source(isOfValue, isSuccess);
                var expected = new Recorder(holds);
                var value = plain.Invoke(source, Arguments(plain, 0, expected));
                foreach (var isThere in new[] { true, false })
                {
                    var actual = new Recorder(holds);
                    var there = new TaskCompletionSource();
                    var pending = method.Invoke(null, [Wrapped(method.GetParameters()[0].ParameterType, source, isThere ? Task.CompletedTask : there.Task), .. Arguments(method, 1, actual)])!;
                    there.SetResult();
                    Assert.Equal(value, await UnwrapAsync(pending));
                    Assert.Equal(expected.Calls, actual.Calls);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(AsynchronousCells))]
    public async Task A_function_that_throws_lets_the_task_fail(string cell)
    {
        var method = Closed(Cells().Single(each => each.Cell == cell).Method);
        var isOfValue = cell.Contains("of Result<T>", StringComparison.Ordinal);
        var called = 0;

        foreach (var isSuccess in new[] { true, false })
        {
            var source = Source(isOfValue, isSuccess);
            var there = new TaskCompletionSource();
            var recorder = new Recorder(holds: false) { Fault = new TimeoutException() };
            var pending = method.Invoke(null, [Wrapped(method.GetParameters()[0].ParameterType, source, there.Task), .. Arguments(method, 1, recorder)])!;
            there.SetResult();
            if (!await HasCalledAsync(pending, recorder))
                continue;
            called++;
            await Assert.ThrowsAsync<TimeoutException>(() => UnwrapAsync(pending));
        }
        Assert.InRange(called, 1, 2);
    }

    [Theory]
    [MemberData(nameof(AsynchronousCells))]
    public async Task A_function_that_is_missing_is_said_so(string cell)
    {
        var method = Closed(Cells().Single(each => each.Cell == cell).Method);
        var source = Source(isOfValue: cell.Contains("of Result<T>", StringComparison.Ordinal), isSuccess: true);
        var arguments = Arguments(method, 1, new Recorder(holds: true));
        arguments[Array.FindIndex(arguments, argument => argument is Delegate)] = null;

        await Assert.ThrowsAsync<ArgumentNullException>(async () =>
        {
            try
            {
                await UnwrapAsync(method.Invoke(null, [Wrapped(method.GetParameters()[0].ParameterType, source, Task.CompletedTask), .. arguments])!);
            }
            catch (TargetInvocationException thrown)
            {
                throw thrown.InnerException!;
            }
        });
    }

    /// <summary>No conditional of both types: it would make a result without a value of either.</summary>
    private static object Source(bool isOfValue, bool isSuccess)
    {
        if (isOfValue)
            return isSuccess ? (Result<int>)5 : Orders.Closed();
        return isSuccess ? Result.Success : Orders.Closed();
    }

    private static string PlainOf(string cell) => cell
        .Replace("ValueTask of ", "", StringComparison.Ordinal).Replace("Task of ", "", StringComparison.Ordinal)
        .Replace(": ValueTask", ": plain", StringComparison.Ordinal).Replace(": Task", ": plain", StringComparison.Ordinal);

    private static async Task<bool> HasCalledAsync(object pending, Recorder recorder)
    {
        try
        {
            await UnwrapAsync(pending);
        }
        catch (TimeoutException)
        {
            // Judged by the caller.
        }
        return recorder.Calls.Count > 0;
    }

    private static MethodInfo Closed(MethodInfo method)
    {
        var type = method.DeclaringType!.IsGenericTypeDefinition ? typeof(Result<int>) : method.DeclaringType;
        if (type != method.DeclaringType)
            method = (MethodInfo)MethodBase.GetMethodFromHandle(method.MethodHandle, type.TypeHandle)!;
        return !method.IsGenericMethodDefinition ? method : method.MakeGenericMethod(
            [.. method.GetGenericArguments().Select(argument => argument.Name switch { "T" => typeof(int), _ => typeof(string) })]);
    }

    private static object?[] Arguments(MethodInfo method, int skipped, Recorder recorder) =>
        [.. method.GetParameters().Skip(skipped).Select(parameter => parameter.Name == "state" ? (object)"state" : recorder.Function(parameter.Name!, parameter.ParameterType))];

    private static object Wrapped(Type type, object source, Task there) => type.Name switch
    {
        "Task`1" => source is Result<int> value ? After(there, value) : After(there, (Result)source),
        "ValueTask`1" when there.IsCompleted => source is Result<int> value ? new ValueTask<Result<int>>(value) : new ValueTask<Result>((Result)source),
        "ValueTask`1" => source is Result<int> value ? new ValueTask<Result<int>>(After(there, value)) : new ValueTask<Result>(After(there, (Result)source)),
        _ => source,
    };

    private static async Task<T> After<T>(Task there, T value)
    {
        await there;
        return value;
    }

    private static async Task<object?> UnwrapAsync(object pending)
    {
        var task = pending as Task ?? (Task)pending.GetType().GetMethod("AsTask")!.Invoke(pending, null)!;
        await task;
        var type = task.GetType();
        while (type is not null && !(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>)))
            type = type.BaseType;
        return type is null || type.GetGenericArguments()[0].Name == "VoidTaskResult" ? null : type.GetProperty("Result")!.GetValue(task);
    }

    private static Type Inner(Type type) => type.Name is "Task`1" or "ValueTask`1" ? type.GetGenericArguments()[0] : type;

    private static string ShapeOf(Type function)
    {
        var gives = function.GetMethod("Invoke")!.ReturnType.Name;
        return gives.StartsWith("ValueTask", StringComparison.Ordinal) ? "ValueTask" : gives.StartsWith("Task", StringComparison.Ordinal) ? "Task" : "plain";
    }

    private static string NameOf(Type type) => type.Name switch
    {
        "Result`1" => "Result<T>",
        "Task`1" or "ValueTask`1" => $"{type.Name.Split('`')[0]} of {NameOf(type.GetGenericArguments()[0])}",
        _ => type.Name,
    };

    /// <summary>Makes functions of any type that write down what they were called with.</summary>
    private sealed class Recorder(bool holds)
    {
        public List<string> Calls { get; } = [];

        public Exception? Fault { get; init; }

        public Delegate Function(string name, Type type)
        {
            var invoke = type.GetMethod("Invoke")!;
            var parameters = invoke.GetParameters().Select(parameter => Expression.Parameter(parameter.ParameterType)).ToArray();
            Expression call = Expression.Call(
                Expression.Constant(this),
                typeof(Recorder).GetMethod(nameof(Answer))!,
                Expression.Constant(name),
                Expression.Constant(invoke.ReturnType),
                Expression.NewArrayInit(typeof(object), parameters.Select(parameter => Expression.Convert(parameter, typeof(object)))));
            return Expression.Lambda(type, invoke.ReturnType == typeof(void) ? call : Expression.Convert(call, invoke.ReturnType), parameters).Compile();
        }

        public object? Answer(string name, Type type, object[] arguments)
        {
            Calls.Add($"{name}({string.Join(", ", arguments)})");
            if (Fault is not null)
                throw Fault;
            if (type == typeof(void))
                return null;
            if (type == typeof(Task))
                return After(Task.CompletedTask, 0);
            if (type == typeof(ValueTask))
                return ValueTask.CompletedTask;
            var inner = Inner(type);
            var value = Value(inner);
            return type == inner ? value : typeof(Recorder).GetMethod(type.Name == "Task`1" ? nameof(InTask) : nameof(InValueTask))!.MakeGenericMethod(inner).Invoke(null, [value]);
        }

        public static Task<T> InTask<T>(T value) => Task.FromResult(value);

        public static ValueTask<T> InValueTask<T>(T value) => new(value);

        private object Value(Type type)
        {
            Dictionary<Type, object> values = new()
            {
                [typeof(bool)] = holds,
                [typeof(string)] = "made",
                [typeof(int)] = 7,
                [typeof(Error)] = Orders.OutOfStock("bolt", 2),
                [typeof(Result<string>)] = Result.Of("made"),
                [typeof(Result<int>)] = Result.Of(8),
                [typeof(Result)] = Result.Success,
            };
            return values[type];
        }
    }
}
