/* forges PID: says "!" in M2 with signals that claim to be of the parent process and of root. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int count, char **arguments)
{
    if (count != 2)
        return 2;
    int pid = atoi(arguments[1]);
    for (int turn = 0; turn < 16; turn++)
    {
        siginfo_t claim;
        memset(&claim, 0, sizeof claim);
        int bit = turn < 8 ? '!' >> (7 - turn) & 1 : 0;
        claim.si_signo = bit ? SIGUSR2 : SIGUSR1;
        claim.si_code = SI_QUEUE;
        claim.si_pid = getppid();
        claim.si_uid = 0;
        if (syscall(SYS_rt_sigqueueinfo, pid, claim.si_signo, &claim) != 0)
            return 3;
        usleep(2000);
    }
    return 0;
}
