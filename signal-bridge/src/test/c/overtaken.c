/* Stops the server, sends it two different signals, and lets it go on: both wait at once, and their order is lost. Then it sends
   the rest of the message at a pace. argv: PID TEXT DIALECT */
#include "minitalk.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

/* Whether this thread of the server is stopped: "4711 (name) T ..." */
static int stopped(const char *server, const char *thread)
{
    char path[64];
    char line[512];
    FILE *stat;
    char *name_end;

    snprintf(path, sizeof path, "/proc/%.16s/task/%.16s/stat", server, thread);
    stat = fopen(path, "r");
    if (stat == NULL)
        return 1;
    name_end = fgets(line, sizeof line, stat) == NULL ? NULL : strrchr(line, ')');
    fclose(stat);
    return name_end != NULL && name_end[2] == 'T';
}

/* A thread that runs when its process is stopped runs on for a moment. */
static void await_stopped(const char *server)
{
    char path[64];
    int all = 0;

    snprintf(path, sizeof path, "/proc/%.16s/task", server);
    while (!all)
    {
        DIR *threads = opendir(path);
        struct dirent *thread;

        if (threads == NULL)
            return;
        all = 1;
        while ((thread = readdir(threads)) != NULL)
            if (thread->d_name[0] != '.' && !stopped(server, thread->d_name))
                all = 0;
        closedir(threads);
        if (!all)
            usleep(500);
    }
}

int main(int argc, char **argv)
{
    const char *dialect = dialect_of(argc, argv);
    pid_t server = atoi(argv[1]);
    size_t length = strlen(argv[2]);

    for (size_t i = 0; i <= length; i++)
        for (int turn = 0; turn < 8; turn++)
        {
            int first = i == 0 && turn == 0;
            if (first)
            {
                kill(server, SIGSTOP);
                await_stopped(argv[1]);
            }
            if (kill(server, signal_of(bit_of(argv[2][i], turn, dialect), dialect)) != 0)
                return 1;
            if (i == 0 && turn == 1)
                kill(server, SIGCONT);
            if (!first)
                usleep(3000);
        }
    return 0;
}
